/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** JDKs on this machine, as {@code ./jdk} finds them. */
final class Jdk {
  private Jdk() {}

  /**
   * The {@code java} of this major version, or of this JVM when that is new enough; null if none.
   */
  static Path java(int least) throws Exception {
    String home = System.getProperty("java.home");
    if (Runtime.version().feature() < least) {
      Process find =
          new ProcessBuilder("./jdk", "--find", Integer.toString(least))
              .directory(Places.ROOT.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      home = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (find.waitFor() != 0) {
        return null;
      }
    }
    return Path.of(home, "bin", "java");
  }
}
