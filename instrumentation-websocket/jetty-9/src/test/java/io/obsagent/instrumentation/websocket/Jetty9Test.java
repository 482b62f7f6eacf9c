/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.annotations.OnWebSocketMessage;
import org.eclipse.jetty.websocket.api.annotations.WebSocket;
import org.eclipse.jetty.websocket.server.WebSocketHandler;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API of Jetty 9.4 itself. */
class Jetty9Test extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new JettyWebSocketInstrumentation()).rules(RULES);

  private static final Server server = new Server(0);

  Jetty9Test() {
    super(agent, "jetty");
  }

  @WebSocket
  public static class Echo {
    @OnWebSocketMessage
    public void message(Session session, String text) throws IOException {
      if (text.equals("fail")) {
        throw new IllegalStateException("mine");
      }
      session.getRemote().sendString(text);
      session.getRemote().flush();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server.setHandler(
        new WebSocketHandler() {
          @Override
          public void configure(WebSocketServletFactory factory) {
            factory.setCreator((request, response) -> new Echo());
          }
        });
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

  /** The first releases lose the code now and then, for their endpoints too. */
  @Override
  List<String> closeCodes() {
    return List.of("1000", "1005");
  }
}
