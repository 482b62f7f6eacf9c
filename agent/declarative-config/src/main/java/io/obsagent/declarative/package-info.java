/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Leads OpenTelemetry's declarative configuration to the agent. */
package io.obsagent.declarative;
