/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Reactor Netty, on which WebFlux has its sockets. */
class ReactorNettyTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new NettyWebSocketInstrumentation()).rules(RULES);

  private static DisposableServer server;

  ReactorNettyTest() {
    super(agent, "netty");
  }

  @BeforeAll
  static void start() {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes.ws(
                        "/chat",
                        (in, out) ->
                            out.sendString(
                                in.aggregateFrames()
                                    .receive()
                                    .asString()
                                    .map(ReactorNettyTest::answer))))
            .bindNow(Duration.ofSeconds(10));
  }

  private static String answer(String text) {
    if (text.equals("fail")) {
      throw new IllegalStateException("mine");
    }
    return text;
  }

  @AfterAll
  static void stop() {
    server.disposeNow(Duration.ofSeconds(10));
  }

  @Override
  int port() {
    return server.port();
  }
}
