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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarativeFileTest {
  private static final String NOT_USED = "; otel.config.file is not used, the other settings hold";

  @TempDir Path folder;
  private File jar;

  @BeforeEach
  void place() throws IOException {
    jar = folder.resolve("obs-agent.jar").toFile();
    Files.createFile(folder.resolve(DeclarativeFile.JAR));
  }

  @AfterEach
  void forget() {
    System.clearProperty("otel.config.file");
    System.clearProperty("otel.experimental.config.file");
    System.clearProperty("otel.javaagent.extensions");
    System.clearProperty("shop.mode");
    Settings.load(null, Collections.emptyMap());
  }

  private List<String> load(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("otel.yaml"), yaml);
    System.setProperty("otel.config.file", file.toString());
    return Settings.load(null, jar);
  }

  @Test
  void whatItSaysOfModulesIsWhatTheSettingsSay() throws IOException {
    assertThat(
            load(
                """
                file_format: "1.1"
                distribution:
                  javaagent:
                    instrumentation:
                      default_enabled: false
                      enabled: [jdbc, spring_scheduling]
                      disabled: [jdbc]
                instrumentation/development:
                  java:
                    caffeine: {enabled: "${sys:shop.mode:-true}"}
                """))
        .isEmpty();
    assertThat(Settings.find("otel.instrumentation.common.default-enabled")).isEqualTo("false");
    assertThat(Settings.find("otel.instrumentation.spring-scheduling.enabled")).isEqualTo("true");
    assertThat(Settings.find("otel.instrumentation.jdbc.enabled")).isEqualTo("false");
    assertThat(Settings.find("otel.instrumentation.caffeine.enabled")).isEqualTo("true");
  }

  @Test
  void theOlderWayToSwitchAllModulesOffHolds() throws IOException {
    load("{instrumentation/development: {java: {agent: {instrumentation_mode: none}}}}");
    assertThat(Settings.find("otel.instrumentation.common.default-enabled")).isEqualTo("false");
  }

  @Test
  void logLinesAndErrorsAreCalledAsItSays() throws IOException {
    System.setProperty("shop.mode", "test$1");
    load(
        """
        resource:
          attributes:
            - {name: service.name, value: shop}
            - {name: mode, value: "${sys:shop.mode} for $$5"}
          attributes_list: service.version=${sys:shop.version:-1.2}
        """);
    assertThat(Settings.find("otel.service.name")).isEqualTo("shop");
    assertThat(Settings.find("otel.resource.attributes"))
        .isEqualTo("service.name=shop,mode=test$1 for $5,service.version=1.2");
  }

  @Test
  void exemplarsAreKeptAsItSays() throws IOException {
    load("{meter_provider: {exemplar_filter: always_off}}");
    assertThat(Settings.find("otel.metrics.exemplar.filter")).isEqualTo("always_off");
  }

  @Test
  void otherSettingsFilesGoBeforeIt() throws IOException {
    Files.writeString(folder.resolve("obs-agent.yaml"), "otel.instrumentation.jdbc.enabled: true");
    load("{distribution: {javaagent: {instrumentation: {disabled: [jdbc]}}}}");
    assertThat(Settings.find("otel.instrumentation.jdbc.enabled")).isEqualTo("true");
  }

  @Test
  void itHasLogsWhenSomethingIsDoneWithThem() throws IOException {
    load("{logger_provider: {processors: [{simple: {exporter: {console: }}}]}}");
    assertThat(Settings.declarativeFile().hasLogs()).isTrue();
    load("{logger_provider: {processors: []}}");
    assertThat(Settings.declarativeFile().hasLogs()).isFalse();
  }

  @Test
  void withoutItsJarItIsNotUsed() throws IOException {
    Files.delete(folder.resolve(DeclarativeFile.JAR));
    assertThat(load("{resource: {attributes: [{name: service.name, value: shop}]}}"))
        .containsExactly(
            "otel.config.file is set, but there is no "
                + folder.resolve(DeclarativeFile.JAR)
                + ": put obs-declarative-config.jar there or name it in otel.javaagent.extensions"
                + NOT_USED);
    assertThat(Settings.declarativeFile()).isNull();
    assertThat(Settings.find("otel.service.name")).isNull();
  }

  @Test
  void itsJarMayBeAmongTheExtensions() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("extensions"));
    Files.move(folder.resolve(DeclarativeFile.JAR), elsewhere.resolve(DeclarativeFile.JAR));
    for (Path place : List.of(elsewhere, elsewhere.resolve(DeclarativeFile.JAR))) {
      System.setProperty("otel.javaagent.extensions", "other.jar," + place);
      assertThat(load("{file_format: '1.1'}")).isEmpty();
      assertThat(Settings.declarativeFile().jar().toPath())
          .isEqualTo(elsewhere.resolve(DeclarativeFile.JAR));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tracer_provider: [|:",
        "a: &x {}|anchors and aliases are not allowed",
        "- a|it is no map of OpenTelemetry's declarative configuration",
        "''|it is no map of OpenTelemetry's declarative configuration",
      })
  void whatCannotBeReadIsOneLine(String yaml, String told) throws IOException {
    assertThat(load(yaml)).singleElement().asString().contains("otel.yaml").contains(told);
    assertThat(Settings.declarativeFile()).isNull();
  }

  @Test
  void aFileThatIsNotThereIsOneLine() {
    System.setProperty("otel.config.file", "/no/such/file.yaml");
    assertThat(Settings.load(null, jar))
        .containsExactly(
            "/no/such/file.yaml: error: there is no file '/no/such/file.yaml'" + NOT_USED);
  }

  @Test
  void theOlderNameOfTheSettingIsALine() {
    System.setProperty("otel.experimental.config.file", "/otel.yaml");
    assertThat(Settings.load(null, jar))
        .containsExactly("otel.experimental.config.file is not read: its name is otel.config.file");
  }
}
