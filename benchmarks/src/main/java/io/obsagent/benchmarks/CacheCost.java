/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts of the Spring Boot application on JDK 25, with AOT caches and without. Each cache is made
 * by one start with the agent that it is used with.
 */
final class CacheCost {
  private static final Variant[] VARIANTS = {Variant.NONE, Variant.OURS};

  /** What Spring's documentation advises for a training run. */
  private static final String EXIT = "-Dspring.context.exit=onRefresh";

  private final Path java;
  private final Path scratch;
  private final Map<String, String> environment;
  private final String sink;

  private CacheCost(Path java, Path scratch, Map<String, String> environment, String sink) {
    this.java = java;
    this.scratch = scratch;
    this.environment = environment;
    this.sink = sink;
  }

  /** The table; a line in its place when there is no JDK 25. */
  static String table(int runs, Map<String, String> environment, String sink) throws Exception {
    Path java = java();
    if (java == null) {
      return "JDK 25 is not here: ./jdk 25 fetches it\n";
    }
    Path scratch = Files.createTempDirectory("caches");
    try {
      return new CacheCost(java, scratch, environment, sink).table(runs);
    } finally {
      delete(scratch.toFile());
    }
  }

  private static Path java() throws Exception {
    Process process =
        new ProcessBuilder(Place.of("jdk").toString(), "--find", "25")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String home = new String(process.getInputStream().readAllBytes()).trim();
    return process.waitFor() == 0 ? Path.of(home, "bin", "java") : null;
  }

  private static void delete(File file) {
    File[] children = file.listFiles();
    if (children != null) {
      for (File child : children) {
        delete(child);
      }
    }
    file.delete();
  }

  private String table(int runs) throws Exception {
    Path jar = unpacked();
    for (Variant variant : VARIANTS) {
      List<String> training = new ArrayList<>(variant.arguments(sink));
      training.addAll(List.of(EXIT, "-XX:AOTCacheOutput=" + cache(variant)));
      training.addAll(List.of("-jar", jar.toString()));
      run(training);
    }
    StringBuilder text =
        new StringBuilder("| figure | no agent | obs-agent adds |\n|---|---|---|\n");
    double[][][][] figures = new double[2][VARIANTS.length][3][runs];
    for (int run = -1; run < runs; run++) {
      for (int cached = 0; cached < 2; cached++) {
        for (int variant = 0; variant < VARIANTS.length; variant++) {
          double[] seen = start(VARIANTS[variant], jar, cached == 1);
          for (int i = 0; run >= 0 && i < seen.length; i++) {
            figures[cached][variant][i][run] = seen[i];
          }
        }
      }
    }
    String[] titles = {
      "ready, ms", "CPU until ready, ms", "resident memory at ready, MB",
    };
    for (int cached = 0; cached < 2; cached++) {
      for (int i = 0; i < titles.length; i++) {
        double none = median(figures[cached][0][i]);
        text.append("| ").append(titles[i]).append(cached == 1 ? ", with a cache" : "");
        text.append(" | ").append(Table.number(none)).append(" | ");
        text.append(Table.number(median(figures[cached][1][i]) - none)).append(" |\n");
      }
    }
    return text.toString();
  }

  private double[] start(Variant variant, Path jar, boolean cached) throws Exception {
    List<String> arguments = new ArrayList<>(variant.arguments(sink));
    if (cached) {
      arguments.addAll(List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache(variant)));
    }
    try (Jvm jvm =
        Jvm.start(
            java,
            arguments,
            jar,
            List.of(),
            environment,
            line -> line.contains("Started ApiApplication"))) {
      return new double[] {jvm.readyMillis(), jvm.cpuMillis(), jvm.residentMegabytes()};
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private Path cache(Variant variant) {
    return scratch.resolve(variant.name() + ".aot");
  }

  /** With its libraries beside it, as Spring's documentation advises for caches. */
  private Path unpacked() throws Exception {
    Path packed = Place.of("smoke-tests/realstaging-api/target/realstaging-api.jar");
    Path folder = scratch.resolve("unpacked");
    run(
        List.of(
            "-Djarmode=tools",
            "-jar",
            packed.toString(),
            "extract",
            "--destination",
            folder.toString()));
    return folder.resolve(packed.getFileName());
  }

  private void run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(scratch.resolve("output.txt").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(Files.readString(scratch.resolve("output.txt")));
    }
  }
}
