/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds what the build made. */
final class Place {
  /** The measured programs; the jar of the benchmarks also names libraries of the agent's. */
  static final String PROGRAMS = "benchmarks/target/classes";

  private Place() {}

  static Path of(String built) {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.exists(up.resolve(built))) {
        return up.resolve(built);
      }
    }
    throw new IllegalStateException(built + " is missing: package the module benchmarks");
  }
}
