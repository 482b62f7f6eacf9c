/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.small;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds JDKs by the script of this repository. */
final class Jdk {
  private Jdk() {}

  /** The home of a JDK; null when it is not here. */
  static Path home(int version) throws Exception {
    Process script =
        new ProcessBuilder(root().resolve("jdk").toString(), "--find", Integer.toString(version))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String home = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    return script.waitFor() == 0 ? Path.of(home) : null;
  }

  /** The folder of this repository. */
  static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("mvnw"))) {
      at = at.getParent();
    }
    return at;
  }
}
