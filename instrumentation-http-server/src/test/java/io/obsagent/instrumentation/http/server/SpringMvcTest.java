/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import app.Gate;
import app.Shop;
import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import javax.servlet.FilterRegistration;
import javax.servlet.ServletContext;
import javax.servlet.ServletRegistration;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Two dispatcher servlets in the context {@code /shop}: one for everything, one for {@code /v1/*}.
 */
class SpringMvcTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new TomcatInstrumentation(),
          new ServletInstrumentation(),
          new SpringMvcInstrumentation());

  private static final Tomcat TOMCAT = new Tomcat();
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    Path base = Files.createTempDirectory("tomcat");
    TOMCAT.setBaseDir(base.toString());
    Connector connector = new Connector("HTTP/1.1");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    TOMCAT.setConnector(connector);
    if (TOMCAT.getService().findConnectors().length == 0) {
      // Up to 8.5.
      TOMCAT.getService().addConnector(connector);
    }
    Context context = TOMCAT.addContext("/shop", base.toString());
    context.addServletContainerInitializer(
        (classes, servlets) -> {
          FilterRegistration.Dynamic gate = servlets.addFilter("gate", new Gate());
          gate.setAsyncSupported(true);
          gate.addMappingForUrlPatterns(null, false, "/*");
          add(servlets, "everything", "/");
          add(servlets, "v1", "/v1/*");
        },
        null);
    ErrorPage page = new ErrorPage();
    page.setErrorCode(500);
    page.setLocation("/error");
    context.addErrorPage(page);
    TOMCAT.start();
    port = connector.getLocalPort();
  }

  private static void add(ServletContext servlets, String name, String pattern) {
    GenericWebApplicationContext beans = new GenericWebApplicationContext(servlets);
    beans.registerBean(Shop.class);
    beans.registerBean(RequestMappingHandlerMapping.class);
    beans.registerBean("files", ResourceHttpRequestHandler.class);
    beans.registerBean(
        SimpleUrlHandlerMapping.class,
        () -> {
          SimpleUrlHandlerMapping files = new SimpleUrlHandlerMapping();
          files.setUrlMap(Collections.singletonMap("/static/**", "files"));
          return files;
        });
    beans.refresh();
    ServletRegistration.Dynamic servlet = servlets.addServlet(name, new DispatcherServlet(beans));
    servlet.setAsyncSupported(true);
    servlet.addMapping(pattern);
  }

  @AfterAll
  static void stop() throws Exception {
    TOMCAT.stop();
    TOMCAT.destroy();
  }

  private static Wire.Answer get(String path) throws IOException {
    return Wire.ask(port, "GET", path);
  }

  @Test
  void aHandlersPatternIsTheRouteWithTheContextPathBefore() throws IOException {
    assertThat(get("/shop/items/42").body()).isEqualTo("42");
    SpanData span = agent.span("GET /shop/items/{id}");
    assertThat(ServletServerCases.text(span, "http.route")).isEqualTo("/shop/items/{id}");
  }

  @Test
  void aServletsPrefixIsPartOfTheRoute() throws IOException {
    assertThat(get("/shop/v1/items/42").body()).isEqualTo("42");
    agent.span("GET /shop/v1/items/{id}");
  }

  @Test
  void whatNoHandlerMatchesHasNoRoute() throws IOException {
    assertThat(get("/shop/nothing/42").status()).isEqualTo(404);
    assertThat(ServletServerCases.text(agent.span("GET"), "http.route")).isNull();
  }

  @Test
  void whatAFilterRefusesHasTheRouteThatItWouldHaveTaken() throws IOException {
    get("/shop/items/42");
    get("/shop/v1/items/42");
    agent.spans(2);
    agent.forget();
    assertThat(get("/shop/items/turned-away").status()).isEqualTo(429);
    agent.span("GET /shop/items/{id}");
    assertThat(get("/shop/v1/items/turned-away").status()).isEqualTo(429);
    agent.span("GET /shop/v1/items/{id}");
    assertThat(get("/shop/nothing/turned-away").status()).isEqualTo(429);
    agent.span("GET");
  }

  @Test
  void aStaticResourceHasItsPattern() throws IOException {
    assertThat(get("/shop/static/none.css").status()).isEqualTo(404);
    agent.span("GET /shop/static/**");
  }

  @Test
  void anExceptionFailsTheOperationAndTheErrorPageLeavesItsRoute() throws IOException {
    assertThat(get("/shop/fail/42")).isEqualTo(new Wire.Answer(500, "sorry"));
    SpanData span = agent.span("GET /shop/fail/{id}");
    assertThat(ServletServerCases.status(span)).isEqualTo(500);
    assertThat(ServletServerCases.text(span, "error.type"))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void aForwardLeavesTheRoute() throws IOException {
    assertThat(get("/shop/moved/42").body()).isEqualTo("moved");
    agent.span("GET /shop/moved/{id}");
  }

  @Test
  void aCallableIsOneOperation() throws IOException {
    assertThat(get("/shop/callable/42").body()).isEqualTo("42");
    assertThat(agent.trace()).isEqualTo("SERVER GET /shop/callable/{id}");
  }

  @Test
  void aDeferredResultIsOneOperation() throws IOException {
    assertThat(get("/shop/deferred/42").body()).isEqualTo("42");
    assertThat(agent.trace()).isEqualTo("SERVER GET /shop/deferred/{id}");
  }

  @Test
  void aFutureIsOneOperation() throws IOException {
    assertThat(get("/shop/future/42").body()).isEqualTo("42");
    assertThat(agent.trace()).isEqualTo("SERVER GET /shop/future/{id}");
  }

  @Test
  void anExceptionInACallableFailsTheOperation() throws IOException {
    assertThat(get("/shop/callable-fail/42").status()).isEqualTo(500);
    SpanData span = agent.span("GET /shop/callable-fail/{id}");
    assertThat(ServletServerCases.text(span, "error.type"))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void aDeferredResultThatTimesOutFails() throws IOException {
    assertThat(get("/shop/never/42").status()).isEqualTo(503);
    SpanData span = agent.span("GET /shop/never/{id}");
    assertThat(ServletServerCases.status(span)).isEqualTo(503);
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
  }
}
