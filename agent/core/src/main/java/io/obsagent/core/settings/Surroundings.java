/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process is told of settings, and by what: its agent argument, its system properties, its
 * environment, a file. Unlike {@link Settings} it may be another process than this one. Immutable.
 */
public final class Surroundings {
  /** Properties or variables, by name. */
  public interface Names {
    /** The value of a name; null when it has none. */
    @Nullable String get(String name);
  }

  /** A value and where it was found. Immutable. */
  public static final class Found {
    private final String value;
    private final String origin;

    Found(String value, String origin) {
      this.value = value;
      this.origin = origin;
    }

    /** The value, as text and perhaps not fit for the setting. */
    public String value() {
      return value;
    }

    /** {@code agent argument}, {@code property}, {@code environment} or {@code file}. */
    public String origin() {
      return origin;
    }
  }

  private final Map<String, String> arguments;
  private final Names properties;
  private final Names environment;
  private final Map<String, String> file;

  /**
   * The surroundings of a process.
   *
   * @param agentArgument {@code name=value} pairs separated by semicolons; null for none
   * @param file what a settings file says, by names of settings
   */
  public Surroundings(
      @Nullable String agentArgument,
      Names properties,
      Names environment,
      Map<String, String> file) {
    List<String> faults = new ArrayList<>();
    this.arguments = AgentArgument.parse(agentArgument, faults);
    this.properties = properties;
    this.environment = environment;
    this.file = new HashMap<>(file);
  }

  /** Those of this process and of the settings files that were read. */
  public static Surroundings here() {
    return new Surroundings(null, Settings::property, Settings::environment, Settings.file());
  }

  /** What is said of a setting, one of the agent's or of OpenTelemetry's; null when nothing is. */
  public @Nullable Found find(String name) {
    String value = arguments.get(name);
    if (value != null) {
      return new Found(value, "agent argument");
    }
    value = properties.get(name);
    if (value != null) {
      return new Found(value, "property");
    }
    value = environment.get(Setting.environmentName(name));
    if (value != null) {
      return new Found(value, "environment");
    }
    value = file.get(name);
    return value == null ? null : new Found(value, "file");
  }
}
