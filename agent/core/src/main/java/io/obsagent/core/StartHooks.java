/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.core.log.AgentLog;
import java.nio.charset.StandardCharsets;

/**
 * Calls the static {@code register()} of the instrumentation classes that are to be known from the
 * start.
 */
public final class StartHooks {
  /** The resource that names those classes, a line each. */
  public static final String INDEX = "io/obsagent/start.index";

  private StartHooks() {}

  static void run(AgentClassLoader loader) {
    byte[] index = loader.archive().find(INDEX);
    String lines = index == null ? "" : new String(index, StandardCharsets.UTF_8);
    int begin = 0;
    for (int end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n', begin)) {
      String name = lines.substring(begin, end);
      begin = end + 1;
      try {
        loader.loadClass(name).getMethod("register").invoke(null);
      } catch (ReflectiveOperationException | LinkageError e) {
        AgentLog.warn(name + " is left out: " + AgentLog.describe(e));
      }
    }
  }
}
