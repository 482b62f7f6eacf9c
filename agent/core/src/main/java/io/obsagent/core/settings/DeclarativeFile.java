/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.settings;

import io.obsagent.core.catalogue.DeclarativeYaml;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of OpenTelemetry's declarative configuration, and the jar that can do what it says. Loaded
 * only when {@code otel.config.file} is set. Immutable.
 */
public final class DeclarativeFile {
  /** The jar's name, beside the agent's or in {@code otel.javaagent.extensions}. */
  public static final String JAR = "obs-declarative-config.jar";

  private static final String NOT_USED = "; otel.config.file is not used, the other settings hold";

  private final File file;
  private final File jar;
  private final DeclarativeYaml yaml;

  private DeclarativeFile(File file, File jar, DeclarativeYaml yaml) {
    this.file = file;
    this.jar = jar;
    this.yaml = yaml;
  }

  /**
   * Reads the file; null, with a line, when it or the jar is not there or cannot be read.
   *
   * @param agentJar the agent's jar
   * @param extensions jars and folders of jars
   */
  static @Nullable DeclarativeFile open(
      File file, File agentJar, List<String> extensions, List<String> faults) {
    File beside = new File(agentJar.getParentFile(), JAR);
    File jar = beside.isFile() ? beside : among(extensions);
    if (jar == null) {
      faults.add(
          "otel.config.file is set, but there is no "
              + beside
              + ": put "
              + JAR
              + " there or name it in otel.javaagent.extensions"
              + NOT_USED);
      return null;
    }
    List<String> reasons = new ArrayList<>();
    DeclarativeYaml yaml = DeclarativeYaml.read(file, reasons);
    for (String reason : reasons) {
      faults.add(reason + NOT_USED);
    }
    return yaml == null ? null : new DeclarativeFile(file, jar, yaml);
  }

  private static @Nullable File among(List<String> extensions) {
    for (String place : extensions) {
      File named = new File(place);
      File inside = new File(named, JAR);
      if (inside.isFile()) {
        return inside;
      }
      if (named.getName().equals(JAR) && named.isFile()) {
        return named;
      }
    }
    return null;
  }

  /** Where it is, for messages. */
  public File file() {
    return file;
  }

  /** What does as it says. */
  public File jar() {
    return jar;
  }

  /** What it says, as it was when the process started. */
  public byte[] content() {
    return yaml.content();
  }

  /** Whether anything is to be done with log records. */
  public boolean hasLogs() {
    return yaml.hasLogs();
  }

  /** The settings that it stands for, where nothing else sets them. */
  Map<String, String> settings() {
    return yaml.settings();
  }
}
