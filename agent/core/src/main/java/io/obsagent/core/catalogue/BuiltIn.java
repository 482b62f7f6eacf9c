/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the catalogues that come with the agent: packed from its jar, else as they are written. */
final class BuiltIn {
  private static final String FOLDER = "/io/obsagent/catalogue/";

  private BuiltIn() {}

  static @Nullable Node read(String name, Problems problems) {
    try (InputStream packed = BuiltIn.class.getResourceAsStream(FOLDER + name + ".rules")) {
      return packed == null
          ? written(name, problems)
          : PackedRules.unpack(new DataInputStream(packed));
    } catch (IOException e) {
      problems.error(0, 0, "cannot be read: " + e.getMessage());
      return null;
    }
  }

  private static @Nullable Node written(String name, Problems problems) throws IOException {
    try (InputStream in = BuiltIn.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      if (in == null) {
        problems.error(0, 0, "missing from the agent's jar");
        return null;
      }
      return YamlReader.read(new String(RuleFile.read(in), StandardCharsets.UTF_8), problems);
    }
  }
}
