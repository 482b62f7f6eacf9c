/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.File;
import java.io.IOException;
import java.util.zip.ZipFile;

/** Knows whether OpenTelemetry's own agent is in this process, or is about to be. */
final class StockAgent {
  private static final String NAME = "io.opentelemetry.javaagent.OpenTelemetryAgent";
  private static final String OPTION = "-javaagent:";

  private final File jar;

  /** Takes the jar of this agent. */
  StockAgent(File jar) {
    this.jar = jar;
  }

  /** Whether it is. For after {@link BootPath#add}, which opens the JVM's package. */
  boolean isBeside() {
    return hasStarted() || isToStart();
  }

  /** It puts its jar on the boot path. */
  private static boolean hasStarted() {
    try {
      Class.forName(NAME, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The JVM makes a jar visible only as its agent starts: what is to come is in its arguments. */
  private boolean isToStart() {
    try {
      Object arguments =
          Class.forName("jdk.internal.misc.VM").getMethod("getRuntimeArguments").invoke(null);
      for (String argument : (String[]) arguments) {
        if (argument.startsWith(OPTION) && isStock(argument.substring(OPTION.length()))) {
          return true;
        }
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError none) {
      return isBehind();
    }
    return false;
  }

  /** Java 8 has the jars of agents on the class path, behind the application's and in order. */
  private boolean isBehind() {
    String path = System.getProperty("java.class.path", "");
    int own = path.lastIndexOf(jar.getName());
    int end = own < 0 ? -1 : path.indexOf(File.pathSeparatorChar, own);
    while (end >= 0) {
      int next = path.indexOf(File.pathSeparatorChar, end + 1);
      if (isStock(next < 0 ? path.substring(end + 1) : path.substring(end + 1, next))) {
        return true;
      }
      end = next;
    }
    return false;
  }

  /** The jar's file name tells nothing: Kubernetes' operators call it {@code javaagent.jar}. */
  private static boolean isStock(String jarAndOptions) {
    int equals = jarAndOptions.indexOf('=');
    String jar = equals < 0 ? jarAndOptions : jarAndOptions.substring(0, equals);
    try (ZipFile file = new ZipFile(jar)) {
      return file.getEntry(NAME.replace('.', '/').concat(".class")) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
