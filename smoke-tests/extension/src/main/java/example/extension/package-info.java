/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** An extension for {@code example.shop}, written as for OpenTelemetry's agent. */
package example.extension;
