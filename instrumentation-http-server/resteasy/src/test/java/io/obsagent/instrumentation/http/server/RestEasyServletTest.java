/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.ServletInfo;
import org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher;

class RestEasyServletTest extends JaxRsCases {
  @Override
  ServletInfo servlet() {
    return Servlets.servlet("rest", HttpServlet30Dispatcher.class)
        .addInitParam("resteasy.servlet.mapping.prefix", "/api");
  }
}
