/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.testing.Agent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Handlers of Spring on Tomcat. */
class SpringTest extends WebSocketCases {
  @RegisterExtension
  static final Agent agent = Agent.with(new TomcatWebSocketInstrumentation()).rules(RULES);

  @TempDir static Path folder;
  private static Tomcat tomcat;

  SpringTest() {
    super(agent, "tomcat");
  }

  /** Echoes as {@link TomcatTest} does. */
  static final class Echo extends TextWebSocketHandler {
    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws Exception {
      if (message.getPayload().equals("fail")) {
        throw new IllegalStateException("mine");
      }
      session.sendMessage(message);
    }
  }

  /** Serves the handler as a dispatcher servlet does. */
  public static final class Sockets extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      new WebSocketHttpRequestHandler(new Echo()).handleRequest(request, response);
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
    Tomcat.addServlet(context, "sockets", new Sockets()).setAsyncSupported(true);
    context.addServletMappingDecoded("/chat", "sockets");
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
