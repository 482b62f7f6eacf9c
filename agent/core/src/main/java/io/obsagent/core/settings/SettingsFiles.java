/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.settings;

import io.obsagent.core.catalogue.FlatYaml;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads the files that hold settings. Loaded only when there is one. */
final class SettingsFiles {
  private static final long MOST_BYTES = 256 * 1024;

  private SettingsFiles() {}

  /**
   * Reads both kinds of file; what both set, the YAML file decides.
   *
   * @param yaml the agent's own file; null for none
   * @param properties the file of OpenTelemetry's agent; null for none
   * @param faults gets a line for each thing that is wrong
   */
  static Map<String, String> read(
      @Nullable File yaml, @Nullable String properties, List<String> faults) {
    Map<String, String> values = new HashMap<>();
    if (properties != null) {
      readProperties(new File(properties), values, faults);
    }
    if (yaml != null) {
      for (Map.Entry<String, String> entry : FlatYaml.read(yaml, faults).entrySet()) {
        String name = entry.getKey();
        if (name.startsWith("otel.") || Settings.isDeclared(name)) {
          values.put(name, entry.getValue());
        } else {
          faults.add(yaml + ": there is no setting '" + name + "'");
        }
      }
    }
    return values;
  }

  private static void readProperties(File file, Map<String, String> values, List<String> faults) {
    if (!file.isFile()) {
      faults.add(file + ": there is no such settings file");
      return;
    }
    if (file.length() > MOST_BYTES) {
      faults.add(file + ": the settings file is larger than 256 KiB");
      return;
    }
    Properties properties = new Properties();
    try (Reader reader = new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      faults.add(file + ": the settings file cannot be read: " + e.getMessage());
      return;
    }
    for (String name : properties.stringPropertyNames()) {
      values.put(name, properties.getProperty(name).trim());
    }
  }
}
