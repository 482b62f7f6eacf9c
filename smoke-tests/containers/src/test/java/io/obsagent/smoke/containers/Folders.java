/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Puts applications together from this module's classes and the libraries of its tests. */
final class Folders {
  static final Path TARGET = Path.of("target").toAbsolutePath();

  private Folders() {}

  /** Copies the classes of a package, {@code example.shop}, into a folder of classes. */
  static Path classes(Path folder, String name) throws IOException {
    String inside = name.replace('.', '/');
    Path to = Files.createDirectories(folder.resolve(inside));
    try (Stream<Path> files = Files.list(TARGET.resolve("test-classes").resolve(inside))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return folder;
  }

  /** The sources of a package, {@code example.shop}. */
  static List<Path> sources(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/java", name.replace('.', '/')))) {
      return files.toList();
    }
  }

  /** The tests' class path. */
  static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(":", -1)).map(Path::of).toList();
  }

  /** A library of the tests' class path, by the beginning of its file name. */
  static Path library(String name) {
    for (Path entry : classPath()) {
      String file = entry.getFileName().toString();
      if (file.startsWith(name + "-") && Character.isDigit(file.charAt(name.length() + 1))) {
        return entry;
      }
    }
    throw new IllegalStateException("no " + name + " on the class path");
  }

  /** A web application of a package and libraries, which the server need not search. */
  static Path webApplication(Path folder, String classes, List<Path> libraries) throws IOException {
    classes(folder.resolve("WEB-INF/classes"), classes);
    Files.writeString(
        folder.resolve("WEB-INF/web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
          <absolute-ordering/>
        </web-app>
        """);
    Files.writeString(
        folder.resolve("WEB-INF/classes/logback.xml"),
        """
        <configuration>
          <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%level %X{trace_id} %msg%n</pattern></encoder>
          </appender>
          <root level="INFO"><appender-ref ref="OUT"/></root>
        </configuration>
        """);
    Path lib = Files.createDirectories(folder.resolve("WEB-INF/lib"));
    for (Path library : libraries) {
      Files.copy(library, lib.resolve(library.getFileName()));
    }
    return folder;
  }
}
