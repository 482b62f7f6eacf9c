/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.obsagent.testing.Agent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import org.jboss.resteasy.plugins.server.sun.http.HttpContextBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RestEasyTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new JdkHttpServerInstrumentation(), new RestEasyInstrumentation());

  /** A resource with one of its own below it. */
  @Path("/things")
  public static class Things {
    @GET
    @Path("{id}")
    public String thing(@PathParam("id") String id) {
      return id;
    }

    @Path("{id}/parts")
    public Parts parts() {
      return new Parts();
    }
  }

  /** The one below. */
  public static class Parts {
    @GET
    @Path("{part: [a-z]+}")
    public String part(@PathParam("part") String part) {
      return part;
    }
  }

  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HttpContextBuilder builder = new HttpContextBuilder();
    builder.setPath("/api");
    resources(builder).add(Things.class);
    builder.bind(server);
    server.start();
    port = server.getAddress().getPort();
  }

  /** What holds them is a class in version 3 and an interface since version 4. */
  @SuppressWarnings("unchecked")
  private static List<Class<?>> resources(HttpContextBuilder builder) throws Exception {
    Object deployment = HttpContextBuilder.class.getMethod("getDeployment").invoke(builder);
    return (List<Class<?>>)
        Class.forName("org.jboss.resteasy.spi.ResteasyDeployment")
            .getMethod("getActualResourceClasses")
            .invoke(deployment);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theTemplateOfTheResourceIsTheRoute() throws IOException {
    assertThat(Wire.ask(port, "GET", "/api/things/7")).isEqualTo(new Wire.Answer(200, "7"));
    agent.span("GET /api/things/{id}");
  }

  @Test
  void templatesOfResourcesBelowArePartOfTheRoute() throws IOException {
    assertThat(Wire.ask(port, "GET", "/api/things/7/parts/x").status()).isEqualTo(200);
    agent.span("GET /api/things/{id}/parts/{part: [a-z]+}");
  }

  @Test
  void whatMatchesNothingKeepsTheRouteOfItsServer() throws IOException {
    assertThat(Wire.ask(port, "GET", "/api/nothing").status()).isEqualTo(404);
    agent.span("GET /api");
  }
}
