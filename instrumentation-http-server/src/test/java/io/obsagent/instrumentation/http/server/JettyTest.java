/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import app.Gate;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.Servlet;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.Test;

class JettyTest extends ServletServerCases {
  private final Server server = new Server();

  @Override
  int start() throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
    context.setContextPath("/app");
    add(context, new Probe(), "/api/*");
    add(context, new Page(), "/exact", "*.do", "/error");
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    errors.addErrorPage(500, "/error");
    errors.addErrorPage(503, "/error");
    context.setErrorHandler(errors);
    FilterHolder gate = new FilterHolder(new Gate());
    gate.setAsyncSupported(true);
    context.addFilter(gate, "/*", EnumSet.of(DispatcherType.REQUEST));
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  private static void add(ServletContextHandler context, Servlet servlet, String... patterns) {
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    for (String pattern : patterns) {
      context.addServlet(holder, pattern);
    }
  }

  @Override
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void aRequestOutsideOfAllContextsIsServedToo() throws IOException {
    assertThat(get("/elsewhere").status()).isEqualTo(404);
    assertThat(status(agent.span("GET"))).isEqualTo(404);
  }

  @Test
  void aMalformedRequestIsAnAnswerOf400() throws IOException {
    assertThat(get("/app/api/x", "Content-Length: many").status()).isEqualTo(400);
    assertThat(status(agent.spans(1).get(0))).isEqualTo(400);
  }

  @Test
  void aClientThatHangsUpFailsTheOperationAndLeavesItsStatus() throws IOException {
    SpanData span = hungUp();
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
    assertThat(status(span)).isEqualTo(200);
  }

  @Test
  void aRequestThatChangesToHttp2IsOneOperation() throws Exception {
    assertThat(Http2Upgrade.get(port(), "/app/exact"))
        .isEqualTo(new Http2Upgrade.Answer("HTTP_2", 200, "page"));

    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/exact\n  INTERNAL page");
    assertThat(status(agent.span("GET /app/exact"))).isEqualTo(200);
    agent.metric("being_served").hasValue(0);
  }
}
