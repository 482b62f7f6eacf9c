/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.host;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat with a web application for each argument {@code name=folder}, and one that deploys them
 * anew ({@code POST /manager/?name}) and tells what the others left behind ({@code GET /manager/}).
 */
public final class TomcatHost {
  private static final Tomcat TOMCAT = new Tomcat();
  private static final List<WeakReference<ClassLoader>> LOADERS = new ArrayList<>();

  private TomcatHost() {}

  public static void main(String[] arguments) throws Exception {
    Path base = Path.of(arguments[0]);
    TOMCAT.setBaseDir(base.toString());
    TOMCAT.setPort(0);
    TOMCAT.setAddDefaultWebXmlToWebapp(false);
    TOMCAT.getConnector();
    Context manager = TOMCAT.addContext("/manager", base.toString());
    Tomcat.addServlet(manager, "manager", new Manager());
    manager.addServletMappingDecoded("/", "manager");
    TOMCAT.start();
    for (int i = 1; i < arguments.length; i++) {
      deploy(arguments[i]);
    }
    System.out.println("ready " + TOMCAT.getConnector().getLocalPort());
    TOMCAT.getServer().await();
  }

  private static void deploy(String name) {
    Path folder = Path.of(TOMCAT.getServer().getCatalinaBase().getPath(), name);
    Context context = TOMCAT.addWebapp("/" + name, folder.toString());
    LOADERS.add(new WeakReference<>(context.getLoader().getClassLoader()));
  }

  private static void undeploy(String name) throws LifecycleException {
    Context context = (Context) TOMCAT.getHost().findChild("/" + name);
    context.stop();
    TOMCAT.getHost().removeChild(context);
    context.destroy();
  }

  private static final class Manager extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        undeploy(request.getQueryString());
      } catch (LifecycleException e) {
        throw new IOException(e);
      }
      deploy(request.getQueryString());
    }

    /** How many loaders there were, how many are left, and the bytes of metaspace in use. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      for (int i = 0; i < 3; i++) {
        System.gc();
        Runtime.getRuntime().runFinalization();
      }
      int left = 0;
      for (WeakReference<ClassLoader> loader : LOADERS) {
        left += loader.get() == null ? 0 : 1;
      }
      long metaspace = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        if (pool.getName().equals("Metaspace")) {
          metaspace = pool.getUsage().getUsed();
        }
      }
      response.getWriter().print(LOADERS.size() + " " + left + " " + metaspace);
    }
  }
}
