/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers of a server's own response. Stateless, thread-safe.
 *
 * @param <P> the server's type of response
 */
abstract class ResponseReader<P> implements TextMapGetter<P> {
  /** The first value of a header; null when there is none. */
  abstract @Nullable String header(P response, String name);

  @Override
  public final @Nullable String get(@Nullable P response, String name) {
    return response == null ? null : header(response, name);
  }

  @Override
  public final Iterable<String> keys(P response) {
    return Collections.emptyList();
  }
}
