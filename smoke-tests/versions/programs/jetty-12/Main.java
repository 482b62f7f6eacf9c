/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

final class Main {
  static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    ServletHolder items = new ServletHolder(new Items());
    items.setAsyncSupported(true);
    context.addServlet(items, "/items/*");
    context.addServlet(items, "/later/*");
    server.setHandler(context);
    server.start();
    Items.ask(connector.getLocalPort());
  }
}
