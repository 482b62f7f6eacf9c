/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Methods of the application that OpenTelemetry's annotations make spans. */
package io.obsagent.instrumentation.annotations;
