/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

/** What is behind the exceptions that servers and frameworks throw around others. */
final class Causes {
  private static final int MOST_WRAPPERS = 8;

  private Causes() {}

  /**
   * The exception without those around it that servlets, implementations of JAX-RS and Tomcat's
   * asynchronous dispatch add.
   */
  static Throwable of(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; i < MOST_WRAPPERS && cause.getCause() != null && isWrapper(cause); i++) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isWrapper(Throwable thrown) {
    return isOne(thrown, "javax.servlet.ServletException")
        || isOne(thrown, "jakarta.servlet.ServletException")
        || isOne(thrown, "org.jboss.resteasy.spi.UnhandledException")
        || isOne(thrown, "org.jboss.resteasy.spi.ApplicationException")
        || isOne(thrown, "org.glassfish.jersey.server.internal.process.MappableException")
        || (thrown.getClass() == RuntimeException.class && isOfAsyncDispatch(thrown));
  }

  private static boolean isOfAsyncDispatch(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    return stack.length > 0
        && stack[0].getClassName().startsWith("org.apache.catalina.core.AsyncContextImpl");
  }

  /** Whether the exception says that the request was bad, for which servers answer 4xx. */
  static boolean isRequestsFault(Throwable thrown) {
    return isOne(thrown, "org.eclipse.jetty.http.BadMessageException");
  }

  private static boolean isOne(Throwable thrown, String type) {
    for (Class<?> one = thrown.getClass(); one != null; one = one.getSuperclass()) {
      if (one.getName().equals(type)) {
        return true;
      }
    }
    return false;
  }
}
