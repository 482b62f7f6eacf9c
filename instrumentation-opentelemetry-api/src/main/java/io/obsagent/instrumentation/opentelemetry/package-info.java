/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The application's own OpenTelemetry API, 1.20 and later, implemented upon the agent. In this
 * package the names of OpenTelemetry's types mean the application's, which {@link
 * io.obsagent.core.api} takes apart and puts together; only the module itself and its matchers are
 * of the agent's. Written against the newest version: what later versions than 1.20 have is in
 * classes that nothing touches before the application asks for it.
 */
package io.obsagent.instrumentation.opentelemetry;
