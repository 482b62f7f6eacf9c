/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.Waiting;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other agents in the same JVM, before this one and after it. */
class OtherAgentsTest {
  private static final int ROUNDS = 10;

  private static final String WORK =
      """
      SERVER GET /work
        CLIENT SELECT items
        CLIENT UPDATE items
        CLIENT SELECT items""";

  private static final String CALL =
      """
      SERVER GET /call
        CLIENT GET
          SERVER GET /work
            CLIENT SELECT items
            CLIENT UPDATE items
            CLIENT SELECT items""";

  @TempDir Path scratch;

  private static Watched start(boolean first, Path other, String options, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-javaagent:" + other + options);
    arguments.add(first ? 0 : 1, Watched.AGENT);
    arguments.add("-Xmx256m");
    arguments.addAll(List.of(settings));
    arguments.addAll(List.of("-jar", Jars.application("small-app").toString(), "0"));
    return Watched.startAs(arguments, Map.of());
  }

  private static Path jar(String name) {
    return Folders.TARGET.resolve("agents/" + name + ".jar");
  }

  private static String get(Watched application, String path) {
    Reply reply = application.client().get(path);
    return reply.status() + " " + reply.body();
  }

  /** Every answer is right, and the JVM has had no trouble with a class. */
  private static void assertServes(Watched application) {
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(get(application, "/work")).isEqualTo("200 one");
      assertThat(get(application, "/call")).isEqualTo("200 one");
      assertThat(get(application, "/fail")).isEqualTo("500 failed");
    }
    assertThat(application.jvm().lines())
        .noneMatch(
            line ->
                line.contains("VerifyError")
                    || line.contains("LinkageError")
                    || line.contains("ClassCircularityError")
                    || line.contains("ClassFormatError"));
  }

  private static void assertTraces(Watched application) {
    assertThat(application.trace("/work", "CLIENT UPDATE items")).isEqualTo(WORK);
    assertThat(application.trace("/call", "SERVER GET /work", "CLIENT UPDATE items"))
        .isEqualTo(CALL);
    Waiting.until(
        "all requests have arrived, once each",
        Watched.PATIENCE,
        () -> application.served("/work") == ROUNDS && application.served("/call") == ROUNDS);
    assertThat(application.said()).isEmpty();
  }

  /** Requests are counted once each. */
  private static void assertCounts(Watched application) {
    assertThat(application.scrape().sum("http_requests_total", "endpoint", "/fail"))
        .isEqualTo(ROUNDS);
    assertThat(application.said()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideOpenTelemetrysAgentItStandsDownWithALine(boolean first) {
    try (Watched application = start(first, jar("opentelemetry-javaagent"), "")) {
      assertServes(application);
      assertThat(application.said())
          .containsExactly(
              "[obs-agent] WARN OpenTelemetry's agent is in this process, so this one stands down,"
                  + " as two would trace everything twice; remove one of them, or set"
                  + " obs.coexist=true");
      Waiting.until(
          "all requests have arrived, once each",
          Watched.PATIENCE,
          () -> application.served("/work") == ROUNDS);
    }
  }

  @Test
  void bothRunWhereThatIsAskedFor() {
    try (Watched application =
        start(false, jar("opentelemetry-javaagent"), "", "-Dobs.coexist=true")) {
      assertServes(application);
      assertCounts(application);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jacocoWritesItsFile(boolean first) throws Exception {
    Path file = scratch.resolve("jacoco.exec");
    try (Watched application = start(first, jar("org.jacoco.agent"), "=destfile=" + file)) {
      assertServes(application);
      assertTraces(application);
    }
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .contains("example/small/SmallApp")
        .doesNotContain("io/obsagent/core/");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideDatadogsBothRun(boolean first) {
    try (Watched application =
        start(
            first,
            jar("dd-java-agent"),
            "",
            "-Ddd.instrumentation.telemetry.enabled=false",
            "-Ddd.remote_config.enabled=false",
            "-Ddd.jmxfetch.enabled=false")) {
      assertServes(application);
      assertCounts(application);
      assertThat(application.trace("/work", "CLIENT UPDATE items")).isEqualTo(WORK);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tracesAreWholeWhereDatadogsLeavesTheirHeaderAlone(boolean first) {
    try (Watched application =
        start(
            first,
            jar("dd-java-agent"),
            "",
            "-Ddd.trace.propagation.style=datadog",
            "-Ddd.instrumentation.telemetry.enabled=false",
            "-Ddd.remote_config.enabled=false",
            "-Ddd.jmxfetch.enabled=false")) {
      assertServes(application);
      assertTraces(application);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideElasticsBothRun(boolean first) {
    try (Watched application =
        start(
            first,
            jar("elastic-apm-agent"),
            "",
            "-Delastic.apm.disable_send=true",
            "-Delastic.apm.cloud_provider=NONE",
            "-Delastic.apm.central_config=false")) {
      assertServes(application);
      assertTraces(application);
      assertCounts(application);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsTransformedAnewAllTheTimeStaysWoven(boolean first) throws Exception {
    try (Watched application = start(first, retransformer(), "")) {
      assertServes(application);
      application
          .jvm()
          .awaitLine(line -> line.startsWith("all transformed anew"), Watched.PATIENCE);
      assertTraces(application);
      assertThat(application.jvm().lines())
          .noneMatch(line -> line.startsWith("not transformed anew"));
    }
  }

  private Path retransformer() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", "example.agent.Retransformer");
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    Path jar = scratch.resolve("retransformer.jar");
    String entry = "example/agent/Retransformer.class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry(entry));
      out.write(Files.readAllBytes(Folders.TARGET.resolve("test-classes").resolve(entry)));
    }
    return jar;
  }
}
