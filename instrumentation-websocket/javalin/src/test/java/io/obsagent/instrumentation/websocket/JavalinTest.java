/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.websocket.WsConfig;
import io.obsagent.testing.Agent;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Javalin's handlers, on Jetty 11 and, since version 7, on Jetty 12. */
class JavalinTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new JettyWebSocketInstrumentation()).rules(RULES);

  private static Javalin javalin;

  JavalinTest() {
    super(agent, "jetty");
  }

  private static void echo(WsConfig sockets) {
    sockets.onMessage(
        context -> {
          if (context.message().equals("fail")) {
            throw new IllegalStateException("mine");
          }
          context.send(context.message());
        });
  }

  @BeforeAll
  static void start() throws ReflectiveOperationException {
    Consumer<WsConfig> echo = JavalinTest::echo;
    javalin =
        Javalin.create(
            config -> {
              Object routes = routes(config);
              if (routes != null) {
                add(routes, echo);
              }
            });
    if (routes() == null) {
      add(javalin, echo);
    }
    javalin.start("localhost", 0);
  }

  /** Where routes are said since version 7; null before. */
  private static Object routes(JavalinConfig config) {
    try {
      return routes() == null ? null : routes().get(config);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static java.lang.reflect.Field routes() {
    try {
      return JavalinConfig.class.getField("routes");
    } catch (NoSuchFieldException e) {
      return null;
    }
  }

  private static void add(Object routes, Consumer<WsConfig> sockets) {
    try {
      routes
          .getClass()
          .getMethod("ws", String.class, Consumer.class)
          .invoke(routes, "/chat", sockets);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() {
    javalin.stop();
  }

  @Override
  int port() {
    return javalin.port();
  }
}
