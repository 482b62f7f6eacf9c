/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.keeper;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;

/**
 * Tells how many class loaders the other applications left in the list that the JVM has of them,
 * and how many of these are alive.
 */
@WebServlet(urlPatterns = "/loaders")
public class Keeper extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime.getRuntime().runFinalization();
    }
    List<?> loaders = (List<?>) System.getProperties().get("example.loaders");
    int left = 0;
    for (Object loader : loaders) {
      left += ((WeakReference<?>) loader).get() == null ? 0 : 1;
    }
    response.getWriter().print(loaders.size() + " " + left);
  }
}
