/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a data file says of a library: {@code key: value} lines, then a line for each version.
 *
 * <p>{@code library} and {@code family} name it and {@code recorded} says what comes of it. The
 * others hold for each version whose line does not say otherwise, as {@code key=value}: {@code
 * program} are folders below {@code programs}, {@code expected} the one that holds what is
 * expected, the first unless said, {@code catalogue} the agent's catalogues, {@code servers} what
 * the program needs ({@code postgres redis s3}, or {@code redis-cluster} alone, or {@code mariadb},
 * or {@code mysql}, which is MariaDB for the other driver), {@code with} further coordinates
 * ({@code {version}} stands for the version), {@code without} what of their dependencies is left
 * out, {@code jvm} arguments of the JVM, {@code release} that of the compiler, {@code names} {@code
 * jakarta} for the packages of that name, {@code jdk} the least Java. {@code quick} at the end of a
 * line has it run in every build.
 *
 * @param file the file's name without {@code .txt}
 */
record Library(String file, Map<String, String> header, List<Version> versions) {
  /**
   * A version: its coordinates, and what goes with it.
   *
   * @param coordinates the library's own first
   * @param options as in the header
   * @param quick whether it is run in every build
   */
  record Version(
      String number, List<String> coordinates, Map<String, String> options, boolean quick) {
    /** An option; empty when there is none. */
    String option(String key) {
      return options.getOrDefault(key, "");
    }

    /** The words of an option. */
    List<String> words(String key) {
      String text = option(key);
      return text.isBlank() ? List.of() : List.of(text.split(" +"));
    }

    /** The folder that says what is expected. */
    String expected() {
      return option("expected").isEmpty() ? words("program").get(0) : option("expected");
    }

    @Override
    public String toString() {
      return number;
    }
  }

  /** All data files, in the order of their names. */
  static List<Library> all() {
    try (var files = Files.list(Places.MODULE)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .map(Library::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Library read(Path path) {
    String file = path.getFileName().toString().replace(".txt", "");
    Map<String, String> header = new LinkedHashMap<>();
    List<Version> versions = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(path)) {
        int colon = line.indexOf(": ");
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        } else if (colon > 0) {
          header.put(line.substring(0, colon), line.substring(colon + 2).strip());
        } else {
          versions.add(version(line, header));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("in " + path, e);
    }
    return new Library(file, header, versions);
  }

  private static Version version(String line, Map<String, String> header) {
    List<String> coordinates = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>(header);
    boolean quick = false;
    for (String word : line.strip().split(" +")) {
      if (word.equals("quick")) {
        quick = true;
      } else if (word.startsWith("jdk>=")) {
        options.put("jdk", word.substring(5));
      } else if (word.contains("=")) {
        int equals = word.indexOf('=');
        options.put(word.substring(0, equals), word.substring(equals + 1).replace(',', ' '));
      } else {
        coordinates.add(word);
      }
    }
    String own = coordinates.get(0);
    String number = own.substring(own.lastIndexOf(':') + 1);
    for (String word : options.getOrDefault("with", "").split(" +")) {
      if (!word.isEmpty()) {
        coordinates.add(word.replace("{version}", number));
      }
    }
    return new Version(number, coordinates, options, quick);
  }

  /** A line of the header; empty when there is none. */
  String header(String key) {
    return header.getOrDefault(key, "");
  }
}
