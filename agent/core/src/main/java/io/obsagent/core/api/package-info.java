/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * OpenTelemetry's API as the application's own copies of it reach it. An application's types of
 * that API have the names of the agent's but are others; so everything here speaks in types of the
 * JDK and of this package alone, and an instrumentation implements the application's types upon it.
 */
package io.obsagent.core.api;
