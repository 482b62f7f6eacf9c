/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import java.io.File;
import java.nio.file.Path;
import javax.websocket.OnMessage;
import javax.websocket.server.ServerContainer;
import javax.websocket.server.ServerEndpoint;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Annotated endpoints on Tomcat. */
class TomcatTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new TomcatWebSocketInstrumentation()).rules(RULES);

  @TempDir static Path folder;
  private static Tomcat tomcat;

  TomcatTest() {
    super(agent, "tomcat");
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
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", new File(".").getAbsolutePath());
    context.addServletContainerInitializer(new WsSci(), null);
    Tomcat.addServlet(context, "default", new org.apache.catalina.servlets.DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    context.addServletContainerInitializer(
        (classes, servlets) -> {
          try {
            ((ServerContainer) servlets.getAttribute(ServerContainer.class.getName()))
                .addEndpoint(Echo.class);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        null);
    tomcat.start();
  }

  @AfterAll
  static void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  @Override
  int port() {
    return tomcat.getConnector().getLocalPort();
  }
}
