/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start after start, while other threads load classes, log and open file systems. */
class StartsTest {
  /** A start takes less than a second; one that takes this long hangs. */
  private static final Duration HANGS = Duration.ofSeconds(30);

  @TempDir static Path scratch;

  private static Path busy;

  /** The application as an agent too, so that its threads are busy during the other's premain. */
  @BeforeAll
  static void pack() throws Exception {
    busy = scratch.resolve("busy.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", "example.reliability.Starts");
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    String entry = "example/reliability/Starts.class";
    try (OutputStream file = Files.newOutputStream(busy);
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.putNextEntry(new ZipEntry(entry));
      jar.write(Files.readAllBytes(Path.of(Jvm.classes(), entry)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void noStartHangs(int version) throws Exception {
    start(version, 2);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void noneOfFiveHundredStartsHangsOrFails(int version) throws Exception {
    start(version, 500);
  }

  private static void start(int version, int times) throws Exception {
    Path bin = Jvm.bin(version);
    assumeTrue(bin != null, "JDK " + version + " is not here: ./jdk " + version + " fetches it");
    for (int i = 0; i < times; i++) {
      assertItRuns(bin);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void allLoadedClassesCanBeTransformedAnew(int version) throws Exception {
    Path bin = Jvm.bin(version);
    assumeTrue(bin != null, "JDK " + version + " is not here: ./jdk " + version + " fetches it");
    Run run = assertItRuns(bin, "retransform");
    assertThat(run.lines()).anyMatch(line -> line.matches("retransformed \\d{3,}"));
  }

  private static Run assertItRuns(Path bin, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-javaagent:" + busy,
                "-javaagent:" + Jvm.AGENT,
                "-Xshare:auto",
                "-Dexample.jar=" + busy,
                "-Dobs.server.port=0",
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none",
                "-cp",
                busy.toString(),
                "example.reliability.Starts"));
    command.addAll(List.of(arguments));
    Run run = Run.java(bin, HANGS, command);
    assertThat(run.lines()).contains("done").noneMatch(line -> line.contains("Error"));
    assertThat(run.lines()).noneMatch(line -> line.startsWith("[obs-agent]"));
    assertThat(run.status()).isZero();
    return run;
  }
}
