/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is given as a rule file: a line at once, and the rules of the agent hold. */
class HostileRulesTest {
  private static final long MOST_NANOS = 200_000_000;

  @TempDir static Path folder;

  /** Whatever the first reading of any file costs: classes, for one. */
  @BeforeAll
  static void warmUp() throws IOException {
    for (int i = 0; i < 3; i++) {
      load(Files.writeString(folder.resolve("plain.yaml"), "version: 1").toFile());
    }
  }

  private static Catalogue load(File file) {
    return Catalogue.load(List.of(), List.of(file));
  }

  private static String line(File file) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Catalogue catalogue = load(file);
    long nanos = threads.getCurrentThreadCpuTime() - start;
    assertThat(catalogue.problems()).hasSize(1);
    assertThat(catalogue.problems().get(0)).startsWith(file + ":").doesNotContain("\n");
    assertThat(catalogue.metrics()).isNotEmpty();
    assertThat(nanos).isLessThan(MOST_NANOS);
    return catalogue.problems().get(0).substring(file.toString().length());
  }

  private static String line(byte[] content) throws IOException {
    return line(Files.write(folder.resolve("hostile.yaml"), content).toFile());
  }

  private static String line(String content) throws IOException {
    return line(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aBombOfAliasesIsRefusedAtTheFirst() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a" + i + ": &a" + i + " [*a" + (i - 1) + (", *a" + (i - 1)).repeat(8) + "]\n");
    }
    assertThat(line(bomb.toString())).isEqualTo(":1:5: error: anchors and aliases are not allowed");
  }

  @Test
  void anAliasOfItselfIsRefused() throws IOException {
    assertThat(line("a: &a [*a]")).isEqualTo(":1:4: error: anchors and aliases are not allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"[ ]", "{a: }", "-"})
  void deepNestingIsRefused(String open) throws IOException {
    String piece = open.equals("-") ? "- " : open.equals("{a:") ? "{a: " : open;
    assertThat(line(piece.repeat(4000 / piece.length())))
        .contains("error: nested deeper than 32 levels");
  }

  @Test
  void tagsAreRefused() throws IOException {
    assertThat(line("version: !!javax.script.ScriptEngineManager [x]"))
        .isEqualTo(":1:10: error: tags are not allowed");
    assertThat(line("version: !!int 1")).isEqualTo(":1:10: error: tags are not allowed");
  }

  @Test
  void tenMegabytesAreNotRead() throws IOException {
    assertThat(line(new byte[10 << 20])).isEqualTo(": error: larger than 256 KiB");
    assertThat(line("version: 1\n".repeat(1 << 20))).isEqualTo(": error: larger than 256 KiB");
  }

  @Test
  void longLinesAreRefused() throws IOException {
    String message = ":1:4001: error: a line of more than 4000 characters";
    assertThat(line("x".repeat(250_000))).isEqualTo(message);
    assertThat(line("x".repeat(250_000) + ": 1")).isEqualTo(message);
    assertThat(line("\"" + "\\u0041".repeat(40_000))).isEqualTo(message);
  }

  @Test
  void longTextsAreReadInTime() throws IOException {
    assertThat(line("a: |\n" + " \n".repeat(100_000) + " x"))
        .isEqualTo(":1:1: error: unknown key 'a'");
    assertThat(line("a: \"" + "\n".repeat(200_000))).contains("error: ");
  }

  @Test
  void tenThousandMetricsAreRefused() throws IOException {
    StringBuilder many = new StringBuilder("metrics:\n");
    for (int i = 0; i < 10_000; i++) {
      many.append(" m").append(i).append(": {enabled: false}\n");
    }
    assertThat(line(many.toString())).contains("error: a map of more than 2000 keys");
  }

  @Test
  void anExpressionThatNestsDeeplyIsRefused() throws IOException {
    assertThat(line("metrics: {a: {type: counter, on: job *, when: " + "(".repeat(900) + "}}"))
        .contains("error: the expression is nested deeper than 64 levels");
    assertThat(line("metrics: {a: {type: counter, on: job *, when: '" + "not ".repeat(900) + "'}}"))
        .contains("error: an expression has at most 1000 characters");
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    assertThat(line(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0})).isEqualTo(": error: not UTF-8");
    assertThat(line("\u0000")).contains("error: ");
  }

  @Test
  void aPipeIsNotOpened() throws Exception {
    File pipe = folder.resolve("pipe.yaml").toFile();
    Process process;
    try {
      process = new ProcessBuilder("mkfifo", pipe.getPath()).start();
    } catch (IOException e) {
      assumeThat(false).as("no mkfifo here").isTrue();
      return;
    }
    assumeThat(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0).isTrue();
    assertThat(line(pipe)).isEqualTo(": error: not an ordinary file");
  }

  @Test
  void devicesAndWhatIsNotThereAreNotRead() {
    File zero = new File("/dev/zero");
    if (zero.exists()) {
      assertThat(line(zero)).isEqualTo(": error: not an ordinary file");
    }
    assertThat(line(folder.toFile())).isEqualTo(": error: not an ordinary file");
    File nowhere = folder.resolve("nowhere.yaml").toFile();
    assertThat(line(nowhere)).isEqualTo(": error: there is no file '" + nowhere + "'");
  }
}
