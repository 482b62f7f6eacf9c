/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.host;

import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat with the web applications that are named after its folder, and with a manager. */
public final class TomcatHost implements Manager.Applications {
  private final Tomcat tomcat = new Tomcat();
  private final Path base;

  private TomcatHost(Path base) {
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    new TomcatHost(Path.of(arguments[0])).run(arguments);
  }

  private void run(String[] arguments) throws Exception {
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.setAddDefaultWebXmlToWebapp(false);
    tomcat.getConnector();
    Context context = tomcat.addContext("/manager", base.toString());
    Manager manager = new Manager(this);
    Tomcat.addServlet(context, "manager", manager);
    context.addServletMappingDecoded("/", "manager");
    tomcat.start();
    for (int i = 1; i < arguments.length; i++) {
      manager.deploy(arguments[i]);
    }
    System.out.println("ready " + tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }

  @Override
  public ClassLoader deploy(String name) {
    return tomcat.addWebapp("/" + name, base.resolve(name).toString()).getLoader().getClassLoader();
  }

  @Override
  public void undeploy(String name) throws LifecycleException {
    Context context = (Context) tomcat.getHost().findChild("/" + name);
    context.stop();
    tomcat.getHost().removeChild(context);
    context.destroy();
  }
}
