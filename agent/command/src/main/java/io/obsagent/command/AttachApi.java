/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.settings.Settings;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/** The JDK's means to reach into a running JVM, by reflection, as not every Java has it. */
final class AttachApi implements AutoCloseable {
  private static final String MACHINE = "com.sun.tools.attach.VirtualMachine";

  private final Class<?> type;
  private final Object machine;
  private final long pid;

  private AttachApi(Class<?> type, Object machine, long pid) {
    this.type = type;
    this.machine = machine;
    this.pid = pid;
  }

  /**
   * Attaches to a process.
   *
   * @throws CommandFailure when this Java cannot attach, or not to that process
   */
  static AttachApi to(long pid) {
    Class<?> type = load();
    refuseOthers(type, pid);
    try {
      Object machine = type.getMethod("attach", String.class).invoke(null, String.valueOf(pid));
      return new AttachApi(type, machine, pid);
    } catch (InvocationTargetException e) {
      throw new CommandFailure(
          "cannot attach to process "
              + pid
              + ": "
              + e.getCause()
              + "; it takes the user that the process runs as, in the same container, and a JVM"
              + " without -XX:+DisableAttachMechanism");
    } catch (ReflectiveOperationException e) {
      throw new CommandFailure("cannot attach: " + e);
    }
  }

  private static Class<?> load() {
    try {
      return Class.forName(MACHINE, true, loader());
    } catch (ClassNotFoundException | MalformedURLException e) {
      throw new CommandFailure(
          "this Java, "
              + Settings.property("java.home")
              + ", cannot attach to processes, as it has no module jdk.attach: run the command with"
              + " a JDK's java, or start the application with -javaagent:obs-agent.jar");
    }
  }

  /** Before Java 9 the classes are in a jar of the JDK's that is on no path. */
  private static ClassLoader loader() throws MalformedURLException {
    ClassLoader own = AttachApi.class.getClassLoader();
    File tools = new File(Settings.property("java.home"), "../lib/tools.jar");
    return tools.isFile() ? new URLClassLoader(new URL[] {tools.toURI().toURL()}, own) : own;
  }

  /** A process without a JVM would end of the signal by which the JDK attaches. */
  private static void refuseOthers(Class<?> type, long pid) {
    TreeSet<Long> known = new TreeSet<>();
    try {
      for (Object other : (List<?>) type.getMethod("list").invoke(null)) {
        Method id = type.getClassLoader().loadClass(MACHINE + "Descriptor").getMethod("id");
        known.add(Long.valueOf((String) id.invoke(other)));
      }
    } catch (ReflectiveOperationException | NumberFormatException e) {
      // The process itself tells, below.
    }
    if (!known.contains(pid) && !ProcFiles.hasJvm(pid)) {
      throw new CommandFailure("there is no Java process " + pid + "; there are " + known);
    }
  }

  /** The system properties of the process. */
  Properties systemProperties() {
    return properties("getSystemProperties");
  }

  /** What its JVM was started with: {@code sun.jvm.args}. */
  Properties agentProperties() {
    return properties("getAgentProperties");
  }

  private Properties properties(String method) {
    try {
      return (Properties) type.getMethod(method).invoke(machine);
    } catch (ReflectiveOperationException e) {
      throw new CommandFailure("process " + pid + " does not tell its properties: " + cause(e));
    }
  }

  /** Loads an agent into the process. */
  void load(File jar, String options) {
    try {
      type.getMethod("loadAgent", String.class, String.class)
          .invoke(machine, jar.getAbsolutePath(), options);
    } catch (ReflectiveOperationException e) {
      throw new CommandFailure(
          "process "
              + pid
              + " does not take the agent: "
              + cause(e)
              + "; it must be able to read "
              + jar.getAbsolutePath()
              + " and may need -XX:+EnableDynamicAgentLoading");
    }
  }

  private static Throwable cause(ReflectiveOperationException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : cause;
  }

  @Override
  public void close() {
    try {
      type.getMethod("detach").invoke(machine);
    } catch (ReflectiveOperationException e) {
      // The process has ended.
    }
  }
}
