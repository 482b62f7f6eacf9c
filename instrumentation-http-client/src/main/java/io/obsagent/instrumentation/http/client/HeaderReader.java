/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collections;

/**
 * Reads headers of a client's own requests or responses. Stateless, thread-safe.
 *
 * @param <M> the client's type of message
 */
abstract class HeaderReader<M> implements TextMapGetter<M> {
  @Override
  public final Iterable<String> keys(M message) {
    return Collections.emptyList();
  }
}
