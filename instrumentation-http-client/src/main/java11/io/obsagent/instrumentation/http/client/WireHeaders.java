/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.opentelemetry.context.propagation.TextMapSetter;
import java.net.http.HttpHeaders;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A request's headers as they are sent: the application's and those of the context. Immutable. */
final class WireHeaders {
  private final Map<String, List<String>> added;
  private final HttpHeaders all;

  private WireHeaders(Map<String, List<String>> added, HttpHeaders headers) {
    this.added = added;
    Map<String, List<String>> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    merged.putAll(headers.map());
    merged.keySet().removeAll(added.keySet());
    merged.putAll(added);
    this.all = HttpHeaders.of(merged, Any.HEADER);
  }

  static WireHeaders of(Exchange exchange, HttpHeaders headers) {
    Map<String, List<String>> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.inject(added, Setter.SETTER);
    return new WireHeaders(added, headers);
  }

  /** The same context with other headers of the application. */
  WireHeaders with(HttpHeaders headers) {
    return new WireHeaders(added, headers);
  }

  HttpHeaders all() {
    return all;
  }

  private enum Any implements BiPredicate<String, String> {
    HEADER;

    @Override
    public boolean test(String name, String value) {
      return true;
    }
  }

  private enum Setter implements TextMapSetter<Map<String, List<String>>> {
    SETTER;

    @Override
    public void set(@Nullable Map<String, List<String>> headers, String name, String value) {
      if (headers != null) {
        headers.put(name, Collections.singletonList(value));
      }
    }
  }
}
