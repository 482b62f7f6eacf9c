/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.container.AsyncResponse;
import javax.ws.rs.container.Suspended;
import javax.ws.rs.core.Application;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is true of JAX-RS in a servlet container, whatever implements it. */
abstract class JaxRsCases {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new AsyncContextInstrumentation(),
          new UndertowInstrumentation(),
          new ServletInstrumentation(),
          new JerseyInstrumentation(),
          new RestEasyInstrumentation());

  /** Results that come at once, later or never. */
  @Path("/things/{id}")
  public static class Things {
    @GET
    public String thing(@PathParam("id") String id) {
      return id;
    }

    @GET
    @Path("fails")
    public String fails() {
      throw new IllegalStateException("failed");
    }

    @GET
    @Path("refused")
    public String refused() {
      throw new IllegalArgumentException("refused");
    }

    @GET
    @Path("broken")
    public String broken() {
      throw new IllegalArgumentException("broken");
    }

    @GET
    @Path("later")
    public void later(@PathParam("id") String id, @Suspended AsyncResponse response) {
      new Thread(() -> response.resume(id)).start();
    }

    @GET
    @Path("fails-later")
    public void failsLater(@Suspended AsyncResponse response) {
      new Thread(() -> response.resume(new IllegalStateException("failed"))).start();
    }

    @GET
    @Path("never")
    public void never(@Suspended AsyncResponse response) {
      response.setTimeout(20, TimeUnit.MILLISECONDS);
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage(@PathParam("id") String id) {
      CompletableFuture<String> result = new CompletableFuture<>();
      new Thread(() -> result.complete(id)).start();
      return result;
    }
  }

  /** Makes one kind of exception a response. */
  public static class Mapper implements ExceptionMapper<IllegalArgumentException> {
    @Override
    public Response toResponse(IllegalArgumentException thrown) {
      return Response.status("broken".equals(thrown.getMessage()) ? 500 : 422).build();
    }
  }

  /** Both. */
  public static class Shop extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Things.class, Mapper.class);
    }
  }

  private Undertow undertow;
  private int port;

  /** The servlet that serves the application named below {@code /api}. */
  abstract ServletInfo servlet();

  @BeforeEach
  void start() throws Exception {
    DeploymentInfo app =
        Servlets.deployment()
            .setClassLoader(JaxRsCases.class.getClassLoader())
            .setContextPath("/app")
            .setDeploymentName("app")
            .addServlet(
                servlet()
                    .addInitParam("javax.ws.rs.Application", Shop.class.getName())
                    .addMapping("/api/*")
                    .setAsyncSupported(true));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(app);
    manager.deploy();
    undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(new PathHandler().addPrefixPath("/app", manager.start()))
            .build();
    undertow.start();
    port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  @AfterEach
  void stop() {
    undertow.stop();
  }

  private Wire.Answer get(String path) throws IOException {
    return Wire.ask(port, "GET", "/app/api/things/7" + path);
  }

  /** The one operation of a request that took this route below the application's. */
  private static SpanData served(String route, long status) {
    SpanData span = agent.span("GET /app/api/things/{id}" + route);
    assertThat(agent.spans()).hasSize(1);
    assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isEqualTo(status);
    return span;
  }

  private static String error(SpanData span) {
    return span.getAttributes().get(AttributeKey.stringKey("error.type"));
  }

  @Test
  void theTemplateOfTheResourceIsTheRouteNotTheMappingOfTheServlet() throws IOException {
    assertThat(get("")).isEqualTo(new Wire.Answer(200, "7"));
    served("", 200);
  }

  @Test
  void anExceptionOfAResourceFailsTheOperation() throws IOException {
    assertThat(get("/fails").status()).isEqualTo(500);
    SpanData span = served("/fails", 500);
    assertThat(error(span)).isEqualTo("java.lang.IllegalStateException");
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void anExceptionThatIsMappedIsNoMoreThanItsStatus() throws IOException {
    assertThat(get("/refused").status()).isEqualTo(422);
    SpanData span = served("/refused", 422);
    assertThat(error(span)).isNull();
    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
  }

  @Test
  void anExceptionThatIsMappedToAFailureFailsTheOperation() throws IOException {
    assertThat(get("/broken").status()).isEqualTo(500);
    assertThat(error(served("/broken", 500))).isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void aResponseThatIsResumedEndsTheOperation() throws IOException {
    assertThat(get("/later")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(served("/later", 200).getStatus()).isEqualTo(StatusData.unset());
  }

  @Test
  void aResponseThatIsResumedByAnExceptionFailsTheOperation() throws IOException {
    assertThat(get("/fails-later").status()).isEqualTo(500);
    assertThat(served("/fails-later", 500).getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void aResponseThatIsNotResumedInTimeFailsTheOperation() throws IOException {
    assertThat(get("/never").status()).isEqualTo(503);
    assertThat(served("/never", 503).getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void aStageThatCompletesEndsTheOperation() throws IOException {
    assumeTrue(knowsStages(), "JAX-RS 2.0 has no stages");
    assertThat(get("/stage")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(served("/stage", 200).getStatus()).isEqualTo(StatusData.unset());
  }

  private static boolean knowsStages() {
    try {
      Class.forName("javax.ws.rs.client.CompletionStageRxInvoker");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
