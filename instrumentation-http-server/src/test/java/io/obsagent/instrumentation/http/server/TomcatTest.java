/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
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
    tomcat.setConnector(connector);
    tomcat.getService().addConnector(connector);
    Context context = tomcat.addContext("/app", base.toString());
    add(context, "probe", new Probe(), "/api/*");
    add(context, "page", new Page(), "/exact", "*.do", "/error");
    for (int status : new int[] {500, 503}) {
      ErrorPage page = new ErrorPage();
      page.setErrorCode(status);
      page.setLocation("/error");
      context.addErrorPage(page);
    }
    FilterDef filter = new FilterDef();
    filter.setFilterName("gate");
    filter.setFilter(new Gate());
    filter.setAsyncSupported("true");
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("gate");
    map.addURLPattern("/*");
    context.addFilterMap(map);
    tomcat.start();
    return connector.getLocalPort();
  }

  private static void add(
      Context context, String name, javax.servlet.Servlet servlet, String... patterns) {
    Wrapper wrapper = Tomcat.addServlet(context, name, servlet);
    wrapper.setAsyncSupported(true);
    for (String pattern : patterns) {
      wrapper.addMapping(pattern);
    }
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
}
