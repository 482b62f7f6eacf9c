/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.obsagent.testing.Agent;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class Javalin7Test {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
              new Jetty12Instrumentation(),
              new ServletInstrumentation(),
              new JavalinInstrumentation())
          .rules(
              """
              metrics:
                posted_total:
                  type: counter
                  on: http.server POST /api/x/{id}
                  labels: {kind: request.body.kind, id: response.body.id}
              """);

  private Javalin javalin;
  private int port;

  @BeforeEach
  void start() {
    javalin =
        Javalin.create(
            config -> {
              config.routes.before("/*", context -> {});
              config.routes.get("/api/x/{id}", context -> context.result(context.pathParam("id")));
              config.routes.post(
                  "/api/x/{id}",
                  context -> context.contentType("application/json").result(context.body()));
              config.routes.after("/*", context -> {});
            });
    javalin.start("127.0.0.1", 0);
    port = javalin.port();
  }

  @AfterEach
  void stop() {
    javalin.stop();
  }

  @Test
  void thePathOfTheHandlerIsTheRoute() throws IOException {
    assertThat(Wire.ask(port, "GET", "/api/x/7")).isEqualTo(new Wire.Answer(200, "7"));
    agent.span("GET /api/x/{id}");
  }

  @Test
  void aRequestWithoutAHandlerHasNoSuchRoute() throws IOException {
    assertThat(Wire.ask(port, "GET", "/nowhere").status()).isEqualTo(404);
    assertThat(agent.spans(1).get(0).getName()).doesNotContain("nowhere");
  }

  @Test
  void aRuleReadsBodies() throws IOException {
    Wire.post(port, "/api/x/7", "application/json", "{\"kind\": \"book\", \"id\": 7}");
    agent.spans(1);
    agent.metric("posted_total").with("kind", "book").with("id", "7").hasValue(1);
  }
}
