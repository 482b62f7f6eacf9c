/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** JDKs on this machine, as {@code ./jdk} of this repository finds them. */
public final class Jdks {
  private Jdks() {}

  /** The home of a JDK of this major version; null when there is none. */
  public static @Nullable Path home(int version) {
    try {
      Process find =
          new ProcessBuilder(script().toString(), "--find", Integer.toString(version))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String home = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return find.waitFor() == 0 ? Path.of(home) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What to tell where there is none. */
  public static String howToGet(int version) {
    return "JDK " + version + " is not here: ./jdk " + version + " fetches it";
  }

  private static Path script() {
    for (@Nullable Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.exists(up.resolve("mvnw"))) {
        return up.resolve("jdk");
      }
    }
    throw new IllegalStateException("not inside of the repository");
  }
}
