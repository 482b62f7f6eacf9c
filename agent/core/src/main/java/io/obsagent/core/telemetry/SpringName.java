/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Finds {@code spring.application.name} in the settings inside a Spring Boot jar. */
final class SpringName {
  private static final String KEY = "spring.application.name";
  private static final int MOST_LINES = 2000;

  private SpringName() {}

  static @Nullable String inJar(File jar) {
    try (ZipFile zip = new ZipFile(jar)) {
      String name = inEntry(zip, "BOOT-INF/classes/application.properties", false);
      if (name == null) {
        name = inEntry(zip, "BOOT-INF/classes/application.yml", true);
      }
      return name == null ? inEntry(zip, "BOOT-INF/classes/application.yaml", true) : name;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable String inEntry(ZipFile zip, String name, boolean yaml)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return null;
    }
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(zip.getInputStream(entry), StandardCharsets.UTF_8))) {
      return yaml ? inYaml(reader) : inProperties(reader);
    }
  }

  static @Nullable String inProperties(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    for (int i = 0; line != null && i < MOST_LINES; i++, line = reader.readLine()) {
      String text = line.trim();
      if (text.startsWith(KEY)) {
        String rest = text.substring(KEY.length()).trim();
        if (rest.startsWith("=") || rest.startsWith(":")) {
          return plain(rest.substring(1));
        }
      }
    }
    return null;
  }

  /** The usual forms: nested keys one below the other, or the dotted key. */
  static @Nullable String inYaml(BufferedReader reader) throws IOException {
    String[] path = {"spring:", "application:", "name:"};
    int[] indents = {-1, -1, -1};
    int depth = 0;
    String line = reader.readLine();
    for (int i = 0; line != null && i < MOST_LINES; i++, line = reader.readLine()) {
      String text = line.trim();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (text.startsWith(KEY.concat(":"))) {
        return plain(text.substring(KEY.length() + 1));
      }
      int indent = line.indexOf(text);
      while (depth > 0 && indent <= indents[depth - 1]) {
        depth--;
      }
      if (depth == 2 && text.startsWith(path[2])) {
        return plain(text.substring(path[2].length()));
      }
      if (depth < 2 && text.equals(path[depth]) && (depth > 0 || indent == 0)) {
        indents[depth++] = indent;
      }
    }
    return null;
  }

  /** A value without quotes; null for one that refers to others. */
  private static @Nullable String plain(String value) {
    String text = value.trim();
    if (text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
      text = text.substring(1, text.length() - 1);
    }
    return text.isEmpty() || text.contains("${") ? null : text;
  }
}
