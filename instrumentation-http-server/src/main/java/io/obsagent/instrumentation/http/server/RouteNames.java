/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names of spans: method and route, made once for each pair. Thread-safe. */
final class RouteNames {
  private static final int MOST_ROUTES = 2000;
  private static final ConcurrentHashMap<String, RouteNames> ROUTES = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, String> byMethod = new ConcurrentHashMap<>(4);

  private RouteNames() {}

  /** {@code GET /api/images/{id}}; the method alone when there is no route. */
  static String of(@Nullable String method, @Nullable String route) {
    String shown = method == null || method.equals(HttpMethods.OTHER) ? "HTTP" : method;
    if (route == null) {
      return shown;
    }
    RouteNames names = ROUTES.get(route);
    if (names == null) {
      if (ROUTES.size() >= MOST_ROUTES) {
        return shown + ' ' + route;
      }
      ROUTES.putIfAbsent(route, new RouteNames());
      names = ROUTES.get(route);
    }
    return names.with(shown, route);
  }

  private String with(String method, String route) {
    String name = byMethod.get(method);
    if (name == null) {
      name = method + ' ' + route;
      byMethod.put(method, name);
    }
    return name;
  }
}
