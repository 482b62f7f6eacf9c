/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Databases through JDBC, and pools of their connections. */
package io.obsagent.instrumentation.jdbc;
