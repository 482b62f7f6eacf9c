/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.host;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/**
 * A Jetty with the web applications that are named after its folder, and with a manager. Made of
 * what Jetty 9.4, 11 and 12 all have, but for the names of packages.
 */
public final class JettyHost implements Manager.Applications {
  private final Server server = new Server();
  private final ContextHandlerCollection contexts = new ContextHandlerCollection();
  private final Map<String, WebAppContext> applications = new HashMap<>();
  private final Path base;

  private JettyHost(Path base) {
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    new JettyHost(Path.of(arguments[0])).run(arguments);
  }

  private void run(String[] arguments) throws Exception {
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(contexts);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/manager");
    Manager manager = new Manager(this);
    context.addServlet(new ServletHolder(manager), "/");
    contexts.addHandler(context);
    server.start();
    for (int i = 1; i < arguments.length; i++) {
      manager.deploy(arguments[i]);
    }
    System.out.println("ready " + connector.getLocalPort());
    server.join();
  }

  @Override
  public ClassLoader deploy(String name) throws Exception {
    WebAppContext context = new WebAppContext(base.resolve(name).toString(), "/" + name);
    context.setTempDirectory(base.resolve(name + "-scratch").toFile());
    // There is nobody to look for its annotation.
    ServletHolder shop = new ServletHolder();
    shop.setClassName("example.shop.Shop");
    shop.setInitOrder(1);
    context.addServlet(shop, "/orders");
    contexts.addHandler(context);
    context.start();
    applications.put(name, context);
    return context.getClassLoader();
  }

  @Override
  public void undeploy(String name) throws Exception {
    WebAppContext context = applications.remove(name);
    context.stop();
    contexts.removeHandler(context);
    context.destroy();
  }
}
