/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Makes the agent's class loader and starts the agent in it, once in the life of the process. */
public final class Boot {
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private Boot() {}

  /**
   * Starts the agent unless it is running.
   *
   * @param jar the agent's jar
   * @param besideStock whether OpenTelemetry's own agent is in this process, too
   * @param training whether this run makes an AOT cache
   * @throws Throwable when it cannot be started
   */
  public static void start(
      File jar,
      @Nullable String argument,
      Instrumentation instrumentation,
      boolean besideStock,
      boolean training)
      throws Throwable {
    if (!STARTED.compareAndSet(false, true)) {
      return;
    }
    Archive archive = Archive.open(jar);
    AgentClassLoader loader = new AgentClassLoader(archive, AgentClassLoader.platform());
    try {
      loader
          .loadClass("io.obsagent.core.AgentStart")
          .getMethod(
              "start",
              String.class,
              File.class,
              Instrumentation.class,
              AgentClassLoader.class,
              boolean.class,
              boolean.class)
          .invoke(null, argument, jar, instrumentation, loader, besideStock, training);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
