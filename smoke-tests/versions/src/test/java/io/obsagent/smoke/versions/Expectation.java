/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to come of a program, the same for every version of the library.
 *
 * <p>The file {@code expected.txt} beside the program has the line {@code attributes: …}, the names
 * of those that are looked at; then, after lines {@code == output}, {@code == log}, {@code ==
 * agent}, {@code == traces} and {@code == metrics}, what the program prints, lines of its standard
 * error that begin with {@code LOG} (ids in them as {@code TRACE} and {@code SPAN}), those of the
 * agent, the traces with those attributes, and samples of {@code /metrics}.
 */
record Expectation(List<String> attributes, Map<String, List<String>> sections) {
  static Expectation of(Library.Version version) throws IOException {
    Path file = Places.PROGRAMS.resolve(version.expected()).resolve("expected.txt");
    List<String> attributes = List.of();
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("attributes: ")) {
        attributes = List.of(line.substring(12).split(" +"));
      } else if (line.startsWith("== ")) {
        section = new ArrayList<>();
        sections.put(line.substring(3).strip(), section);
      } else if (!line.isBlank()) {
        section.add(line);
      }
    }
    return new Expectation(attributes, sections);
  }

  /** The lines of a section; none when there is no such section. */
  List<String> section(String name) {
    return sections.getOrDefault(name, List.of());
  }
}
