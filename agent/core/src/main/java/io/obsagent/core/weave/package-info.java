/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Finds the classes that instrumentation modules ask for, at the least cost for all others, and
 * weaves calls to their advice into them.
 */
package io.obsagent.core.weave;
