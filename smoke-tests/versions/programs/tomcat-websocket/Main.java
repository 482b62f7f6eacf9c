/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.websocket.server.ServerContainer;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

final class Main {
  static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(new File("tomcat").getAbsolutePath());
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", new File(".").getAbsolutePath());
    context.addServletContainerInitializer(new WsSci(), null);
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
    Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
    tomcat.start();
    Chat.talk(tomcat.getConnector().getLocalPort());
  }
}
