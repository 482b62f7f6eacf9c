/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFilesTest {
  @TempDir Path folder;
  private File jar;

  @BeforeEach
  void place() {
    jar = folder.resolve("obs-agent.jar").toFile();
  }

  @AfterEach
  void forget() {
    System.clearProperty("obs.server.port");
    System.clearProperty("obs.config");
    System.clearProperty("otel.javaagent.configuration-file");
    Settings.load(null, Collections.emptyMap());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void theFileBesideTheJarIsReadAsNestedOrDottedNames() throws IOException {
    file(
        "obs-agent.yaml",
        """
        obs:
          server:
            port: 1234
          queues: [mail, "print*"]
        obs.semconv: stable
        otel:
          service.name: shop
        """);
    assertThat(Settings.load(null, jar)).isEmpty();
    assertThat(Settings.SERVER_PORT.get()).isEqualTo(1234);
    assertThat(Settings.QUEUES.get()).containsExactly("mail", "print*");
    assertThat(Settings.SEMCONV.get()).isEqualTo("stable");
    assertThat(Settings.find("otel.service.name")).isEqualTo("shop");
  }

  @Test
  void aNamedFileTakesThePlaceOfTheOneBesideTheJar() throws IOException {
    file("obs-agent.yaml", "obs.server.port: 1");
    System.setProperty("obs.config", file("mine.yaml", "obs.semconv: stable"));
    assertThat(Settings.load(null, jar)).isEmpty();
    assertThat(Settings.SERVER_PORT.get()).isEqualTo(9464);
    assertThat(Settings.SEMCONV.get()).isEqualTo("stable");
  }

  @Test
  void argumentsAndPropertiesGoBeforeFiles() throws IOException {
    String yaml = file("mine.yaml", "{obs.server.port: 3, obs.server.host: a, obs.semconv: both}");
    String properties =
        file(
            "agent.properties",
            "obs.server.port=4\nobs.server.host=b\nobs.job.timeout=5\notel.service.name=shop\n");
    System.setProperty("obs.server.port", "2");
    System.setProperty("otel.javaagent.configuration-file", properties);
    assertThat(Settings.load("obs.config=" + yaml + ";obs.semconv=stable", jar)).isEmpty();
    assertThat(Settings.SERVER_PORT.get()).isEqualTo(2);
    assertThat(Settings.SERVER_HOST.get()).isEqualTo("a");
    assertThat(Settings.SEMCONV.get()).isEqualTo("stable");
    assertThat(Settings.JOB_TIMEOUT.get()).isEqualTo(5);
    assertThat(Settings.file()).containsEntry("otel.service.name", "shop");
  }

  @Test
  void aFileThatIsNotThereIsALine() {
    String missing = folder.resolve("none").toString();
    assertThat(
            Settings.load(
                "obs.config=" + missing + ";otel.javaagent.configuration-file=" + missing, jar))
        .containsExactly(
            missing + ": there is no such settings file",
            missing + ": error: there is no file '" + missing + "'");
  }

  @Test
  void aMalformedFileIsALineAndItsGoodPartHolds() throws IOException {
    assertLine("obs: [a, {b: c}]", ":1:6: error: obs must be a text or a list of texts");
    assertLine("- obs", ":1:1: error: the file must be a map of settings, not a list");
    assertLine("obs: &a 1", ":1:6: error: anchors and aliases are not allowed");
    assertLine("obs.sever.port: 1", ": there is no setting 'obs.sever.port'");
    assertLine("obs.debug: true\nobs: {debug: false}", ":2:7: error: 'obs.debug' is there twice");
    assertThat(Settings.DEBUG.get()).isTrue();
    assertLine("x".repeat(300_000), ": error: larger than 256 KiB");
    assertLine("[".repeat(40) + "]".repeat(40), ":1:33: error: nested deeper than 32 levels");
  }

  private void assertLine(String yaml, String line) throws IOException {
    String name = file("bad.yaml", yaml);
    List<String> faults = Settings.load("obs.config=" + name, jar);
    assertThat(faults).containsExactly(name + line);
  }

  @Test
  void aPropertiesFileThatIsNoneIsALine() throws IOException {
    String name = file("bad.properties", "a=\\u00");
    assertThat(Settings.load("otel.javaagent.configuration-file=" + name, jar))
        .containsExactly(name + ": the settings file cannot be read: Malformed \\uxxxx encoding.");
  }
}
