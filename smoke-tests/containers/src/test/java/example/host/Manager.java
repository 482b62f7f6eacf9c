/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.host;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Deploys web applications anew ({@code POST /manager/?name}) and tells what they left behind
 * ({@code GET /manager/}).
 */
final class Manager extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Applications applications;
  private final transient List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

  Manager(Applications applications) {
    this.applications = applications;
  }

  /** The web applications of a server, by name. */
  interface Applications {
    /** Starts one; its loader. */
    ClassLoader deploy(String name) throws Exception;

    void undeploy(String name) throws Exception;
  }

  void deploy(String name) throws Exception {
    loaders.add(new WeakReference<>(applications.deploy(name)));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    try {
      applications.undeploy(request.getQueryString());
      deploy(request.getQueryString());
    } catch (Exception e) {
      throw new ServletException(e);
    }
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
    for (WeakReference<ClassLoader> loader : loaders) {
      left += loader.get() == null ? 0 : 1;
    }
    long metaspace = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().equals("Metaspace")) {
        metaspace = pool.getUsage().getUsed();
      }
    }
    response.getWriter().print(loaders.size() + " " + left + " " + metaspace);
  }
}
