/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.annotations.OnWebSocketMessage;
import org.eclipse.jetty.websocket.api.annotations.WebSocket;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jetty's own API, which has the same core as all others there. */
class JettyTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new JettyWebSocketInstrumentation()).rules(RULES);

  private static Server server;

  JettyTest() {
    super(agent, "jetty");
  }

  @WebSocket
  public static class Echo {
    @OnWebSocketMessage
    public void message(Session session, String text) {
      if (text.equals("fail")) {
        throw new IllegalStateException("mine");
      }
      session.sendText(text, Callback.NOOP);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server = new Server(0);
    ContextHandler context = new ContextHandler("/");
    context.setHandler(
        WebSocketUpgradeHandler.from(server, context)
            .configure(
                container ->
                    container.addMapping("/chat", (request, response, callback) -> new Echo())));
    server.setHandler(context);
    server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @Override
  int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }
}
