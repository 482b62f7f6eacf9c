/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.central;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/**
 * Instrumentation modules of OpenTelemetry's own agent as they are published, to be given as
 * extensions: those that {@code published-modules.txt} lists, and what they depend on.
 */
public final class PublishedModules {
  private static final String GROUP = "io.opentelemetry.javaagent.instrumentation:";
  private static final String PREFIX = "opentelemetry-javaagent-";
  private static final String SERVICE =
      "META-INF/services/io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule";

  /** Left out as a whole, without a service, of classes that are too old, or at the first use. */
  private static final Pattern LINE =
      Pattern.compile(
          ".*WARN (extension \\S+: \\S+(?= is left out: )"
              + "|extension \\S+ is used without its \\S+"
              + "|instrumentation \\S+(?= is left out of )"
              + "|\\S+!\\S+(?= does not fit )).*");

  /** The agent has these. */
  private static final List<String> WITHOUT = List.of("io.opentelemetry:*", "net.bytebuddy:*");

  private final Map<String, String> expected = new LinkedHashMap<>();
  private final List<Path> jars;

  private PublishedModules() throws IOException {
    List<String> coordinates = new ArrayList<>();
    try (InputStream list = PublishedModules.class.getResourceAsStream("published-modules.txt")) {
      for (String line : lines(list)) {
        String[] words = line.split(" ");
        if (words.length == 1) {
          coordinates.add(line);
        } else {
          coordinates.add(GROUP + PREFIX + words[0] + ":" + words[1]);
          expected.put(words[0] + "-" + words[1], words.length == 2 ? "taken" : words[2]);
        }
      }
    }
    try (Repository repository = new Repository()) {
      jars = repository.classPath(coordinates, WITHOUT);
    }
  }

  /** Gets them. */
  public static PublishedModules get() {
    try {
      return new PublishedModules();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(InputStream in) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(line -> line.replaceAll("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  /** The setting that gives the agent all of them. */
  public String setting() {
    return "-Dotel.javaagent.extensions="
        + jars.stream().map(Path::toString).collect(Collectors.joining(","));
  }

  /** What is to become of each: {@code taken}, {@code in-part} or {@code left-out}. */
  public Map<String, String> expected() {
    return expected;
  }

  /** What became of each, by the lines that the agent has printed. */
  public Map<String, String> outcomes(List<String> said) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    for (String name : expected.keySet()) {
      Path jar = jar(name);
      int all = 0;
      int left = 0;
      for (String module : modules(jar)) {
        String start = "extension " + jar + ": " + module + " is left out: ";
        all++;
        left += said.stream().anyMatch(line -> line.contains(start)) ? 1 : 0;
      }
      outcomes.put(name, left == 0 ? "taken" : left < all ? "in-part" : "left-out");
    }
    return outcomes;
  }

  /**
   * What the lines that the agent has printed are each about: a module, a service of a jar, or an
   * advice.
   *
   * @throws AssertionError for a line that is about anything else
   */
  public static List<String> subjects(List<String> said) {
    List<String> subjects = new ArrayList<>();
    for (String line : said) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("not of a module: " + line);
      }
      subjects.add(matcher.group(1));
    }
    return subjects;
  }

  private Path jar(String name) {
    for (Path jar : jars) {
      if (jar.getFileName().toString().equals(PREFIX + name + ".jar")) {
        return jar;
      }
    }
    throw new IllegalStateException("no " + name + " among " + jars);
  }

  private static List<String> modules(Path jar) {
    try (JarFile content = new JarFile(jar.toFile())) {
      ZipEntry entry = content.getEntry(SERVICE);
      if (entry == null) {
        throw new IllegalStateException(jar + " has no module");
      }
      return lines(content.getInputStream(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
