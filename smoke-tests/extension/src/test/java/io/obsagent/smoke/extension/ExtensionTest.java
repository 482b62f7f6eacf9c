/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shop under the packed agent, with the packed extension and with others that are no good. */
class ExtensionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final File AGENT = new File("../../agent/dist/target/obs-agent.jar");
  private static final File EXTENSION = new File("target/extension.jar");
  private static final File SHOP = new File("target/shop-application.jar");

  @TempDir Path folder;

  /** Runs the shop to its end and returns its lines. */
  private List<String> sell(
      Backend backend, String extensions, List<String> options, String... items) throws Exception {
    return sell(System.getProperty("java.home"), backend, extensions, options, items);
  }

  private List<String> sell(
      String home, Backend backend, String extensions, List<String> options, String... items)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(home, "bin", "java").toString());
    command.add("-javaagent:" + AGENT.getCanonicalPath());
    command.add("-Xmx128m");
    command.addAll(options);
    command.addAll(List.of("-cp", SHOP.getCanonicalPath(), "example.shop.Shop"));
    command.addAll(List.of(items));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "OTEL_JAVAAGENT_EXTENSIONS", extensions,
                "OTEL_EXPORTER_OTLP_ENDPOINT", backend.url(),
                "OTEL_SERVICE_NAME", "shop",
                "SHOP_BRANCH", "north",
                "OBS_SERVER_PORT", "0"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().filter(line -> !line.contains("VM warning: Sharing")).toList();
  }

  private static String home(int version) throws Exception {
    Process script =
        new ProcessBuilder("../../jdk", "--find", Integer.toString(version))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String home = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    assumeTrue(
        script.waitFor() == 0, "JDK " + version + " is not here: ./jdk " + version + " fetches it");
    return home;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 17, 25})
  void itsAdviceMakesSpansInsideTheAgentsOwn(int version) throws Exception {
    String home = home(version);
    try (Backend backend = Backend.start()) {
      List<String> lines = sell(home, backend, EXTENSION.getPath(), List.of(), "book", "air");
      assertThat(lines)
          .contains("listener heard", "sold book, thank you (sell, stamped)", "not for sale");

      Trace book = backend.await(trace -> trace.spans().size() == 3, PATIENCE);
      assertThat(book.text())
          .isEqualTo(
              """
              CLIENT GET
                SERVER GET /buy
                  INTERNAL sell""");
      List<SeenSpan> sales =
          backend.spans().stream().filter(span -> span.name().equals("sell")).toList();
      assertThat(sales).extracting(span -> span.attribute("shop.item")).contains("book", "air");
      assertThat(sales).extracting(SeenSpan::status).contains("UNSET", "ERROR");
      assertThat(backend.metrics()).contains("shop_sales");
    }
  }

  @Test
  void itsPartsOfTheSdkTouchEverySpan() throws Exception {
    try (Backend backend = Backend.start()) {
      sell(backend, EXTENSION.getPath(), List.of(), "book");
      Trace trace = backend.await(one -> one.spans().size() == 3, PATIENCE);
      for (SeenSpan span : trace.spans()) {
        assertThat(span.attribute("shop.marked")).as(span.title()).isEqualTo("true");
        assertThat(span.attribute("shop.sampler")).as(span.title()).isEqualTo("all");
      }
      assertThat(backend.resource("shop"))
          .containsEntry("shop.branch", "north")
          .containsKey("telemetry.distro.version");
    }
  }

  @Test
  void whatOfItDoesNotWorkIsALineEach() throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines = sell(backend, EXTENSION.getPath(), List.of(), "book");
      String jar = EXTENSION.getAbsolutePath();
      assertThat(lines.stream().filter(line -> line.contains("WARN")))
          .containsExactlyInAnyOrder(
              "[obs-agent] WARN extension "
                  + jar
                  + " is used without its io.opentelemetry.javaagent.extension.ignore.IgnoredTypesConfigurer,"
                  + " which this agent does not support",
              left(jar, "RepeatModule")
                  + "its advice example.extension.RepeatModule$Repeated is to be inlined and repeats"
                  + " methods, which only works inlined",
              left(jar, "BrokenModule") + "java.lang.IllegalStateException: broken by design",
              left(jar, "MissingModule")
                  + "java.lang.ClassNotFoundException: example.extension.MissingModule");
    }
  }

  private static String left(String jar, String module) {
    return "[obs-agent] WARN extension " + jar + ": example.extension." + module + " is left out: ";
  }

  @Test
  void itsAdviceToBeInlinedWritesArgumentsAndResultsAndSharesHelpers() throws Exception {
    try (Backend backend = Backend.start()) {
      assertThat(sell(backend, EXTENSION.getPath(), List.of(), "pen"))
          .contains("sold pencil, thank you (sell, stamped)");
    }
  }

  @Test
  void itsExporterAndPropagatorAreUsedByName() throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines =
          sell(
              backend,
              EXTENSION.getPath(),
              List.of("-Dotel.traces.exporter=till-roll", "-Dotel.propagators=tracecontext,shop"),
              "book");
      assertThat(lines).contains("the sign says open", "till roll: GET", "till roll: sell");
    }
  }

  @Test
  void itsModuleCanBeSwitchedOff() throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines =
          sell(
              backend,
              EXTENSION.getPath(),
              List.of("-Dotel.instrumentation.shop.enabled=false"),
              "book");
      assertThat(lines).contains("sold book (sell, stamped)");
      backend.await(trace -> trace.spans().size() == 2, PATIENCE);
    }
  }

  @Test
  void aPartOfTheSdkThatFailsDoesNotStopTheOthers() throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines = sell(backend, EXTENSION.getPath(), List.of("-Dshop.fail=true"), "book");
      assertThat(lines)
          .contains("sold book, thank you (sell, stamped)")
          .contains(
              "[obs-agent] WARN the extensions' parts of telemetry are left out:"
                  + " java.lang.IllegalStateException: told to fail");
      Trace trace = backend.await(one -> one.spans().size() == 3, PATIENCE);
      assertThat(trace.root().attribute("shop.marked")).isNull();
    }
  }

  @Test
  void aFolderIsReadAndJarsThatAreNoneAreALineEach() throws Exception {
    Path jars = Files.createDirectory(folder.resolve("jars"));
    Files.copy(EXTENSION.toPath(), jars.resolve("good.jar"));
    Path corrupt = Files.writeString(jars.resolve("corrupt.jar"), "PK this is no jar");
    byte[] half = Files.readAllBytes(EXTENSION.toPath());
    Path cut = Files.write(jars.resolve("cut.jar"), java.util.Arrays.copyOf(half, 3000));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path missing = folder.resolve("missing.jar");
    try (Backend backend = Backend.start()) {
      List<String> lines = sell(backend, jars + "," + empty + "," + missing, List.of(), "book");
      assertThat(lines).contains("sold book, thank you (sell, stamped)");
      assertThat(lines.stream().filter(line -> line.contains("WARN")))
          .anyMatch(
              line -> line.contains("extension " + corrupt + " is left out: it cannot be read"))
          .anyMatch(line -> line.contains("extension " + cut + " is left out: it cannot be read"))
          .anyMatch(line -> line.contains("extension folder " + empty + " holds no jar"))
          .anyMatch(
              line ->
                  line.contains(
                      "extension " + missing + " is left out: there is no such file or folder"))
          .hasSize(8);
      backend.await(trace -> trace.spans().size() == 3, PATIENCE);
    }
  }
}
