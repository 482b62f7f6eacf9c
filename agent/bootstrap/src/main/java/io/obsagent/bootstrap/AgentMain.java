/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.File;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -javaagent} and attach call. Decides whether the agent is wanted here at all, puts
 * this package on the boot path and hands over to {@link Boot}, which is loaded from there. Never
 * throws.
 */
public final class AgentMain {
  private AgentMain() {}

  /** Called by the JVM before the application's main. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, false);
  }

  /** Called by the JVM when the agent is attached to a running process. */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, true);
  }

  private static void start(
      @Nullable String argument, Instrumentation instrumentation, boolean attached) {
    try {
      if (Switches.isOff() || (!attached && Tools.isRunning())) {
        return;
      }
      File jar = jar();
      if (!attached && Tools.isCommand(jar)) {
        return;
      }
      // Both are found here, before Java 8 finds them on the boot path.
      StockAgent stock = new StockAgent(jar);
      Training training = new Training();
      BootPath.add(jar, instrumentation);
      boolean trains = training.isRunning();
      String settings = trains ? training.settings(argument) : argument;
      Boot.start(jar, settings, instrumentation, stock.isBeside(), trains);
    } catch (Throwable t) {
      report(t);
    }
  }

  private static File jar() throws Exception {
    return new File(AgentMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void report(Throwable failure) {
    try {
      System.err.println("[obs-agent] WARN the agent does not run here: " + failure);
    } catch (Throwable ignored) {
      // There is nobody left to tell.
    }
  }
}
