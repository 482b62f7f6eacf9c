/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The engine that turns rules, built in or a user's, into metrics: reads them from YAML, compiles
 * their expressions to small objects over the fields of operations and observed things, and
 * records.
 */
package io.obsagent.core.catalogue;
