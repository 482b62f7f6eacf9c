/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code docs/compatibility.md}, from the results of the last whole run. */
final class CompatibilityPage {
  private static final String HEAD =
      """
      # Compatibility

      Rendered from what `./mvnw verify -Pversions` has run (`smoke-tests/versions`); do not edit. For each version a small program ran in a
      JVM of its own under the packed agent, and again without: where it passed, it printed the same both times, and traces and metrics were
      those that are expected of every version, nothing doubled and no warning. Newer versions are expected to work; where a class has another shape than
      those known, it is left as it is and one line says so.

      Java itself: 8, 11, 17, 21 and 25, where `JdkMatrixTest` and `SpringMatrixTest` run an application each under the agent.
      """;

  private CompatibilityPage() {}

  static void write() throws IOException {
    Files.writeString(Places.PAGE, render());
  }

  static String render() throws IOException {
    Map<String, StringBuilder> families = new LinkedHashMap<>();
    for (String family : FAMILIES) {
      families.put(family, new StringBuilder());
    }
    for (Library library : Library.all()) {
      families
          .computeIfAbsent(library.header("family"), key -> new StringBuilder())
          .append(row(library, Results.of(library)));
    }
    StringBuilder page = new StringBuilder(HEAD);
    families.forEach(
        (family, rows) -> {
          if (rows.length() > 0) {
            page.append("\n## ").append(family).append("\n\n");
            page.append("| library | oldest | newest | passed | not run yet | Java | recorded |\n");
            page.append("|---|---|---|---|---|---|---|\n").append(rows);
          }
        });
    return page.toString();
  }

  private static final List<String> FAMILIES =
      List.of(
          "HTTP served",
          "HTTP called",
          "Databases",
          "Redis",
          "Services",
          "Tokens",
          "Schedulers",
          "Caches and limits",
          "Logging",
          "Context");

  private static String row(Library library, List<String> results) {
    List<String> versions = library.versions().stream().map(Library.Version::number).toList();
    List<String> passed = results.stream().map(line -> line.split(" ")[0]).toList();
    List<String> left = versions.stream().filter(version -> !passed.contains(version)).toList();
    Set<String> java = new LinkedHashSet<>();
    results.forEach(line -> java.add(line.split(" ")[1]));
    return "| %s | %s | %s | %s | %s | %s | %s |%n"
        .formatted(
            library.header("library"),
            versions.get(0),
            versions.get(versions.size() - 1),
            String.join(", ", passed),
            String.join(", ", left),
            String.join(", ", java),
            library.header("recorded"));
  }
}
