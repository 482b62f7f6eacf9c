/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import java.util.List;
import javax.websocket.OnMessage;
import javax.websocket.server.ServerEndpoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.websocket.jsr356.server.deploy.WebSocketServerContainerInitializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Annotated endpoints on Jetty 9.4. */
class Jetty9EndpointTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new JettyWebSocketInstrumentation()).rules(RULES);

  private static final Server server = new Server(0);

  Jetty9EndpointTest() {
    super(agent, "jetty");
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
    ServletContextHandler context = new ServletContextHandler();
    server.setHandler(context);
    WebSocketServerContainerInitializer.configureContext(context).addEndpoint(Echo.class);
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
