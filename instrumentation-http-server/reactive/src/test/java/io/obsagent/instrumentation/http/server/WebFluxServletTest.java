/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.instrumentation.reactive.ReactorInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.TomcatHttpHandlerAdapter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** WebFlux in a servlet of Tomcat, by way of asynchronous requests. */
class WebFluxServletTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new TomcatInstrumentation(),
          new ServletInstrumentation(),
          new AsyncContextInstrumentation(),
          new WebFluxInstrumentation(),
          new ReactorInstrumentation(),
          new ThreadPoolInstrumentation());

  private static final Tomcat tomcat = new Tomcat();

  private static AnnotationConfigApplicationContext context;
  private static Connector connector;

  @BeforeAll
  static void start() throws Exception {
    context = new AnnotationConfigApplicationContext(WebFluxTest.App.class);
    Path base = Files.createTempDirectory("tomcat");
    tomcat.setBaseDir(base.toString());
    connector = new Connector("HTTP/1.1");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context app = tomcat.addContext("", base.toString());
    Object servlet =
        new TomcatHttpHandlerAdapter(WebHttpHandlerBuilder.applicationContext(context).build());
    Wrapper wrapper = (Wrapper) addServlet().invoke(null, app, "webflux", servlet);
    wrapper.setAsyncSupported(true);
    app.addServletMappingDecoded("/*", "webflux");
    tomcat.start();
  }

  /** Its last parameter is of another package since Tomcat 10. */
  private static Method addServlet() {
    for (Method method : Tomcat.class.getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      if (method.getName().equals("addServlet")
          && types.length == 3
          && types[0] == Context.class
          && types[2] != String.class) {
        return method;
      }
    }
    throw new IllegalStateException("no addServlet");
  }

  @AfterAll
  static void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    context.close();
  }

  private static Wire.Answer get(String path) throws IOException {
    return Wire.ask(connector.getLocalPort(), "GET", path);
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  private static String error(SpanData span) {
    return span.getAttributes().get(AttributeKey.stringKey("error.type"));
  }

  @Test
  void thePatternOfTheHandlerIsTheRouteNotTheMappingOfTheServlet() throws IOException {
    assertThat(get("/things/7")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /things/{id}\n  INTERNAL work");
  }

  @Test
  void soItIsWhereTheAnswerComesFromOtherThreads() throws IOException {
    assertThat(get("/elsewhere/7").body()).isEqualTo("ab");
    assertThat(agent.trace(3))
        .isEqualTo("SERVER GET /elsewhere/{id}\n  INTERNAL work a\n  INTERNAL work b");
  }

  @Test
  void theWholePatternOfAFunctionIsTheRoute() throws IOException {
    assertThat(get("/functional/x/parts").body()).isEqualTo("x");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /functional/{name}/parts\n  INTERNAL work");
  }

  @Test
  void whatMatchesNothingHasNoRoute() throws IOException {
    assertThat(get("/nowhere/4711").status()).isEqualTo(404);
    assertThat(status(agent.span("GET"))).isEqualTo(404);
  }

  @Test
  void anErrorOfAHandlerFailsTheOperation() throws IOException {
    assertThat(get("/fail/7").status()).isEqualTo(500);
    SpanData span = agent.span("GET /fail/{id}");
    assertThat(status(span)).isEqualTo(500);
    assertThat(error(span)).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void anErrorThatIsAnAnswerOf404DoesNot() throws IOException {
    assertThat(get("/missing/7").status()).isEqualTo(404);
    SpanData span = agent.span("GET /missing/{id}");
    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    assertThat(error(span)).isNull();
  }
}
