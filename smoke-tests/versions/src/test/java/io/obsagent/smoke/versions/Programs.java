/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import io.obsagent.smoke.central.Javac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The programs below {@code programs}, compiled against the version that they are to run with. */
final class Programs {
  private Programs() {}

  /**
   * Compiles a program for a version.
   *
   * @return where its classes are
   */
  static Path compile(Library library, Library.Version version, List<Path> classPath)
      throws IOException {
    Path target =
        Places.MODULE.resolve("target/programs").resolve(library.file()).resolve(version.number());
    Path classes = Files.createDirectories(target.resolve("classes"));
    List<Path> sources = sources(Places.PROGRAMS);
    for (String folder : version.words("program")) {
      sources.addAll(sources(Places.PROGRAMS.resolve(folder)));
    }
    if (version.option("names").equals("jakarta")) {
      sources = jakarta(sources, Files.createDirectories(target.resolve("sources")));
    }
    List<String> options = new ArrayList<>();
    if (!version.option("release").isEmpty()) {
      options.addAll(List.of("--release", version.option("release")));
    }
    Javac.compile(sources, classPath, classes, options);
    return classes;
  }

  /** The sources in a folder. */
  static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.filter(file -> file.toString().endsWith(".java")).toList());
    }
  }

  /** The same sources with the packages of Jakarta EE 9 and later. */
  private static List<Path> jakarta(List<Path> sources, Path folder) throws IOException {
    List<Path> renamed = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      for (String name : List.of("servlet", "ws.rs", "websocket")) {
        text = text.replace("javax." + name + ".", "jakarta." + name + ".");
      }
      renamed.add(Files.writeString(folder.resolve(source.getFileName()), text));
    }
    return renamed;
  }
}
