/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.settings.Surroundings;
import java.io.File;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A running JVM and what it was told. Immutable. */
final class JavaProcess {
  private final Properties properties;
  private final @Nullable Map<String, String> environment;
  private final @Nullable String agentArgument;

  private JavaProcess(
      Properties properties,
      @Nullable Map<String, String> environment,
      @Nullable String agentArgument) {
    this.properties = properties;
    this.environment = environment;
    this.agentArgument = agentArgument;
  }

  /**
   * Asks a process.
   *
   * @param jar the agent's jar, by whose name the agent's argument is known
   * @throws CommandFailure when it cannot be asked
   */
  static JavaProcess of(long pid, File jar) {
    try (AttachApi machine = AttachApi.to(pid)) {
      return of(pid, jar, machine);
    }
  }

  static JavaProcess of(long pid, File jar, AttachApi machine) {
    Map<String, String> environment = ProcFiles.environment(pid);
    String options = machine.agentProperties().getProperty("sun.jvm.args", "");
    if (environment != null) {
      options += " " + environment.getOrDefault("JAVA_TOOL_OPTIONS", "");
      options += " " + environment.getOrDefault("JDK_JAVA_OPTIONS", "");
    }
    return new JavaProcess(
        machine.systemProperties(), environment, argument(options, jar.getName()));
  }

  /** What follows the agent's jar among the options of a JVM; null when the jar is not there. */
  static @Nullable String argument(String options, String jar) {
    for (String option : options.split(" ")) {
      if (option.startsWith("-javaagent:")) {
        String agent = option.substring("-javaagent:".length());
        int equals = agent.indexOf('=');
        String path = equals < 0 ? agent : agent.substring(0, equals);
        if (new File(path).getName().equals(jar)) {
          return equals < 0 ? "" : agent.substring(equals + 1);
        }
      }
    }
    return null;
  }

  /** What it is told of settings, but for files. */
  Surroundings surroundings() {
    return surroundings(agentArgument);
  }

  /** What it would be told of settings with another argument of the agent. */
  Surroundings surroundings(@Nullable String argument) {
    Map<String, String> variables =
        environment == null ? Collections.<String, String>emptyMap() : environment;
    return new Surroundings(
        argument, properties::getProperty, variables::get, Collections.<String, String>emptyMap());
  }

  /** Whether {@link #surroundings} lacks the environment, which the system keeps to itself. */
  boolean hidesEnvironment() {
    return environment == null;
  }

  /** A system property of the process; null when it has none of that name. */
  @Nullable String property(String name) {
    return properties.getProperty(name);
  }
}
