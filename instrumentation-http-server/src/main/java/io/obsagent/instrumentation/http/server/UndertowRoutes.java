/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.operation.Operation;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.PathTemplateMatch;

/**
 * Routes of Undertow's own handlers: the path that a path handler has taken, and after it the
 * template of a routing handler. Servlets tell their own.
 */
final class UndertowRoutes {
  /** Whether there is no servlet container at all. */
  private static volatile boolean noServlets;

  private UndertowRoutes() {}

  /** Says which route an exchange took, once it is complete; nothing when it took none. */
  static void tell(Operation operation, HttpServerExchange exchange) {
    if (isServlets(exchange)) {
      return;
    }
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    String taken = exchange.getResolvedPath();
    String route = match == null ? taken : taken.concat(match.getMatchedTemplate());
    if (!route.isEmpty()) {
      ServedRequest.route(operation, route);
    }
  }

  private static boolean isServlets(HttpServerExchange exchange) {
    if (noServlets) {
      return false;
    }
    try {
      return exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY) != null;
    } catch (NoClassDefFoundError e) {
      noServlets = true;
      return false;
    }
  }
}
