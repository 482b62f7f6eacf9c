/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.Collections;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.servlet.ServletRegistration;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

final class Main {
  static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(System.getProperty("user.dir"));
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(
        (classes, servlets) -> {
          ServletRegistration.Dynamic items = servlets.addServlet("items", new Items());
          items.setAsyncSupported(true);
          items.addMapping("/items/*", "/later/*");
        },
        Collections.emptySet());
    tomcat.start();
    Items.ask(tomcat.getConnector().getLocalPort());
  }
}
