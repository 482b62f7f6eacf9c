/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.io.File;
import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** What the agent's jar says of itself. */
final class AgentJar {
  private AgentJar() {}

  /** The version; {@code unknown} where the jar does not tell. */
  static String version(File jar) {
    try (JarFile file = new JarFile(jar)) {
      Manifest manifest = file.getManifest();
      if (manifest != null) {
        String version =
            manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        return version == null ? "unknown" : version;
      }
    } catch (IOException e) {
      // Said below.
    }
    return "unknown";
  }
}
