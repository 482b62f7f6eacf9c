/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * HTTP clients: a request that the application sends is one {@code http.client} operation until its
 * response has been received, whatever library sends it, and carries the trace's context. What the
 * libraries have in common is {@link io.obsagent.instrumentation.http.client.Exchange}.
 */
package io.obsagent.instrumentation.http.client;
