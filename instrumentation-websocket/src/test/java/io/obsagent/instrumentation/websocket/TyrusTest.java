/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import javax.websocket.OnMessage;
import javax.websocket.server.ServerEndpoint;
import org.glassfish.tyrus.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Annotated endpoints on Tyrus. */
class TyrusTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new TyrusWebSocketInstrumentation()).rules(RULES);

  private static Server server;
  private static int port;

  TyrusTest() {
    super(agent, "tyrus");
  }

  @ServerEndpoint("/chat")
  public static class Echo {
    @OnMessage
    public String message(String text) {
      if (text.equals("fail")) {
        throw new IllegalStateException("mine");
      }
      return text;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server = new Server("localhost", port, "/", Map.of(), Echo.class);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Override
  int port() {
    return port;
  }
}
