/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are. */
final class Places {
  static final Path ROOT = root();
  static final Path MODULE = ROOT.resolve("smoke-tests/versions");
  static final Path PROGRAMS = MODULE.resolve("programs");
  static final Path AGENT = ROOT.resolve("agent/dist/target/obs-agent.jar");
  static final Path PAGE = ROOT.resolve("docs/compatibility.md");

  private Places() {}

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("mvnw"))) {
      at = at.getParent();
    }
    return at;
  }
}
