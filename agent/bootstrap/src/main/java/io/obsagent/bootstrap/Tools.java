/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.File;

/**
 * Knows the JDK's own tools, which JAVA_TOOL_OPTIONS reaches as well: the agent keeps out of them.
 */
final class Tools {
  /** Modules and packages of main classes of the JDK's tools. */
  private static final String[] PREFIXES = {
    "sun.tools.",
    "com.sun.tools.",
    "sun.security.tools.",
    "sun.jvmstat.",
    "sun.rmi.",
    "sun.launcher.",
    "jdk.jcmd/",
    "jdk.compiler/",
    "jdk.jartool/",
    "jdk.javadoc/",
    "jdk.jdeps/",
    "jdk.jdi/",
    "jdk.jfr/",
    "jdk.jlink/",
    "jdk.jpackage/",
    "jdk.jshell/",
    "jdk.jstatd/",
    "jdk.jconsole/",
    "jdk.hotspot.agent/",
    "jdk.httpserver/",
    "jdk.internal.",
    "jdk.tools.",
    "jdk.jfr.",
    "jdk.jshell.",
    "java.base/sun.security.tools.",
    "java.base/",
    "java.rmi/",
    "java.scripting/",
    "jdk.rmic/",
    "jdk.policytool/",
    "jdk.nashorn.tools.",
    "com.sun.java.util.jar.",
    "com.sun.javafx.tools.",
    "org.graalvm.tools."
  };

  /** Runs an application from its source file: {@code java Application.java}. */
  private static final String SOURCE_LAUNCHER = "com.sun.tools.javac.launcher.";

  private Tools() {}

  static boolean isRunning() {
    String command = System.getProperty("sun.java.command");
    if (command == null || command.contains(SOURCE_LAUNCHER)) {
      return false;
    }
    for (String prefix : PREFIXES) {
      if (command.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the JVM runs a command of the agent's own jar: {@code java -jar obs-agent.jar …}. Java
   * 8 has an agent's jar on the class path too, behind the application's.
   */
  static boolean isCommand(File jar) {
    String path = System.getProperty("java.class.path");
    String command = System.getProperty("sun.java.command");
    if (path == null || command == null) {
      return false;
    }
    int end = path.indexOf(File.pathSeparatorChar);
    String first = end < 0 ? path : path.substring(0, end);
    return new File(first).getName().equals(jar.getName()) && command.startsWith(first);
  }
}
