/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher servlet of Spring MVC, asked which pattern a request would match. By reflection,
 * since the same types take requests of either servlet namespace. Does not keep the servlet alive.
 * Thread-safe.
 */
final class SpringDispatcher {
  static final String PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  private final WeakReference<Object> servlet;
  private final Mappings mappings;

  /** The dispatcher's method for its handler mappings; null before Spring 5. */
  private final @Nullable Method getHandlerMappings;

  private final @Nullable Method getHandler;

  /** Splits the path for mappings that want it split; null before Spring 5.3. */
  private final @Nullable Method parsePath;

  SpringDispatcher(Object servlet, Mappings mappings) {
    this.servlet = new WeakReference<>(servlet);
    this.mappings = mappings;
    ClassLoader loader = servlet.getClass().getClassLoader();
    getHandlerMappings =
        method("org.springframework.web.servlet.DispatcherServlet", "getHandlerMappings", loader);
    getHandler = method("org.springframework.web.servlet.HandlerMapping", "getHandler", loader);
    parsePath =
        method("org.springframework.web.util.ServletRequestPathUtils", "parseAndCache", loader);
  }

  private static @Nullable Method method(String type, String name, @Nullable ClassLoader loader) {
    try {
      for (Method method : Class.forName(type, false, loader).getMethods()) {
        if (method.getName().equals(name)) {
          return method;
        }
      }
    } catch (ClassNotFoundException e) {
      // An older version.
    }
    return null;
  }

  boolean is(Object other) {
    return servlet.get() == other;
  }

  boolean isGone() {
    return servlet.get() == null;
  }

  /** Whether the container would bring a request of that path here. */
  boolean serves(String contextPath, String servletPath, @Nullable String pathInfo) {
    return pathInfo == null && mappings.isDefault()
        || mappings.route(contextPath, servletPath, pathInfo) != null;
  }

  /**
   * Leaves the pattern that the request matches in its attribute {@link #PATTERN}, if there is one.
   *
   * @param request gets further attributes too
   */
  void ask(Object request) {
    Object dispatcher = servlet.get();
    if (dispatcher == null || getHandlerMappings == null || getHandler == null) {
      return;
    }
    try {
      Object known = getHandlerMappings.invoke(dispatcher);
      if (known == null) {
        return;
      }
      if (parsePath != null) {
        parsePath.invoke(null, request);
      }
      for (Object mapping : (List<?>) known) {
        if (getHandler.invoke(mapping, request) != null) {
          return;
        }
      }
    } catch (InvocationTargetException | IllegalAccessException e) {
      // No handler takes its method or its type of content.
    }
  }
}
