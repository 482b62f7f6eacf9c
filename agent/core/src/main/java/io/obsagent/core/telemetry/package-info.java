/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The OpenTelemetry SDK as this agent runs it, and what the process says of itself. */
package io.obsagent.core.telemetry;
