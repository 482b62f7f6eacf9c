/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.File;

/** {@code java -jar obs-agent.jar COMMAND …}: runs a command; the agent itself does not start. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the JVM with its exit status. */
  public static void main(String[] arguments) throws Exception {
    File jar = new File(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    AgentClassLoader loader = new AgentClassLoader(Archive.open(jar), Main.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    Object status =
        loader
            .loadClass("io.obsagent.command.Commands")
            .getMethod("run", File.class, String[].class)
            .invoke(null, jar, arguments);
    System.exit((Integer) status);
  }
}
