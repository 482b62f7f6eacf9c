/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a server's own request what an operation wants to know of it. Stateless, and cheap:
 * each header is looked up by its name, none is copied. Thread-safe.
 *
 * @param <Q> the server's type of request
 */
abstract class RequestReader<Q> implements TextMapGetter<Q> {
  /** The method as it was sent; null when unknown. */
  abstract @Nullable String method(Q request);

  /** The path as it was sent, still encoded, possibly with a query; null when unknown. */
  abstract @Nullable String path(Q request);

  /** {@code http} or {@code https}; null when unknown. */
  abstract @Nullable String scheme(Q request);

  /** The host that the client asked for; null when unknown. */
  abstract @Nullable String serverAddress(Q request);

  /** The port that the client asked for; not positive when unknown. */
  abstract int serverPort(Q request);

  /** The address of the client, or of a proxy before this server; null when unknown. */
  abstract @Nullable String peerAddress(Q request);

  /** The first value of a header; null when there is none. */
  abstract @Nullable String header(Q request, String name);

  /** The route, where the server itself knows it as the request comes; null mostly. */
  @Nullable String route(Q request) {
    return null;
  }

  @Override
  public final @Nullable String get(@Nullable Q request, String name) {
    return request == null ? null : header(request, name);
  }

  /** None: only propagators of prefixed baggage would list headers. */
  @Override
  public final Iterable<String> keys(Q request) {
    return Collections.emptyList();
  }
}
