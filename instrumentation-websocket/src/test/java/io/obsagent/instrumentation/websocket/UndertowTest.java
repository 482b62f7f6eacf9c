/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import java.net.InetSocketAddress;
import javax.websocket.OnMessage;
import javax.websocket.server.ServerEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Annotated endpoints on Undertow. */
class UndertowTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new UndertowWebSocketInstrumentation()).rules(RULES);

  private static Undertow undertow;

  UndertowTest() {
    super(agent, "undertow");
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
    DeploymentInfo app =
        Servlets.deployment()
            .setClassLoader(UndertowTest.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("app")
            .addServletContextAttribute(
                WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                new WebSocketDeploymentInfo().addEndpoint(Echo.class));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(app);
    manager.deploy();
    undertow =
        Undertow.builder()
            .addHttpListener(0, "localhost")
            .setHandler(Handlers.path(manager.start()))
            .build();
    undertow.start();
  }

  @AfterAll
  static void stop() {
    undertow.stop();
  }

  @Override
  int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }
}
