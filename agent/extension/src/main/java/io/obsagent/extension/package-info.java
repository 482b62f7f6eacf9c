/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The agent as an extension of OpenTelemetry's agent. */
package io.obsagent.extension;
