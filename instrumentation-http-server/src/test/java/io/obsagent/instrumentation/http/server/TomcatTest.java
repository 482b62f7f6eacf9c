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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.FilterRegistration;
import javax.servlet.ServletRegistration;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.junit.jupiter.api.Test;

class TomcatTest extends ServletServerCases {
  private final Tomcat tomcat = new Tomcat();

  @Override
  int start() throws Exception {
    Path base = Files.createTempDirectory("tomcat");
    tomcat.setBaseDir(base.toString());
    Connector connector = new Connector("HTTP/1.1");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.addUpgradeProtocol(new Http2Protocol());
    tomcat.setConnector(connector);
    if (tomcat.getService().findConnectors().length == 0) {
      // Up to 8.5.
      tomcat.getService().addConnector(connector);
    }
    Context context = tomcat.addContext("/app", base.toString());
    context.addServletContainerInitializer(
        (classes, servlets) -> {
          add(servlets.addServlet("probe", new Probe()), "/api/*");
          add(servlets.addServlet("page", new Page()), "/exact", "*.do", "/error");
          FilterRegistration.Dynamic gate = servlets.addFilter("gate", new Gate());
          gate.setAsyncSupported(true);
          gate.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        },
        null);
    for (int status : new int[] {500, 503}) {
      ErrorPage page = new ErrorPage();
      page.setErrorCode(status);
      page.setLocation("/error");
      context.addErrorPage(page);
    }
    tomcat.start();
    return connector.getLocalPort();
  }

  private static void add(ServletRegistration.Dynamic servlet, String... patterns) {
    servlet.setAsyncSupported(true);
    servlet.addMapping(patterns);
  }

  @Override
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  @Test
  void aRequestOutsideOfAllContextsIsServedToo() throws IOException {
    assertThat(get("/elsewhere").status()).isEqualTo(404);
    assertThat(status(agent.span("GET"))).isEqualTo(404);
  }

  @Test
  void aMalformedTargetIsAnAnswerOf400() throws IOException {
    assertThat(get("/app/api/%zz").status()).isEqualTo(400);
    SpanData span = agent.span("GET");
    assertThat(status(span)).isEqualTo(400);
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
