/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which versions passed in the last whole run, {@code results/LIBRARY.txt}: a line for each, the
 * version and the major version of Java that it ran on.
 */
final class Results {
  private static final Path FOLDER = Places.MODULE.resolve("results");
  private static final Map<Library, Map<Library.Version, Integer>> PASSED = new HashMap<>();

  private Results() {}

  static synchronized void passed(Library library, Library.Version version, int java) {
    PASSED.computeIfAbsent(library, key -> new HashMap<>()).put(version, java);
  }

  /** Writes those of this run over those of earlier ones. */
  static synchronized void write() throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<Library, Map<Library.Version, Integer>> library : PASSED.entrySet()) {
      List<String> lines = new ArrayList<>();
      for (Library.Version version : library.getKey().versions()) {
        if (library.getValue().containsKey(version)) {
          lines.add(version.number() + " " + library.getValue().get(version));
        }
      }
      Files.write(FOLDER.resolve(library.getKey().file() + ".txt"), lines);
    }
  }

  /** The lines of a library; none when it never passed. */
  static List<String> of(Library library) throws IOException {
    Path file = FOLDER.resolve(library.file() + ".txt");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
