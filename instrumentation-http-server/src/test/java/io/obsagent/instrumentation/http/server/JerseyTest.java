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
import java.net.URI;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JerseyTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new JdkHttpServerInstrumentation(), new JerseyInstrumentation());

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
  void start() {
    server =
        JdkHttpServerFactory.createHttpServer(
            URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":0/api"),
            new ResourceConfig(Things.class)
                .property("jersey.config.server.wadl.disableWadl", true),
            false);
    server.start();
    port = server.getAddress().getPort();
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
