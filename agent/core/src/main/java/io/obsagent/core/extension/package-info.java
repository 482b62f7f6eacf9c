/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Extension jars written for OpenTelemetry's agent: their instrumentations and their parts of the
 * SDK. Nothing here is loaded when there is no extension.
 */
@NullMarked
package io.obsagent.core.extension;

import org.jspecify.annotations.NullMarked;
