/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a file of declarative configuration says of TLS, with backends that ask for certificates.
 */
class DeclaredTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private static Certificate own;
  private static Certificate others;

  @BeforeAll
  static void make() throws Exception {
    own = Certificate.make(folder, "own");
    others = Certificate.make(folder, "others");
  }

  private static String tls(Path authority, Certificate shown) {
    return ", tls: {ca_file: \"%s\", cert_file: \"%s\", key_file: \"%s\"}"
        .formatted(authority, shown.file(), shown.keyFile());
  }

  private static void awaitMetrics(Jvm jvm, Backend backend) throws Exception {
    Poll.until(
        PATIENCE,
        "spans and metrics arrive; the agent says " + jvm.lines(),
        () -> {
          assertThat(jvm.get("/ping")).isEqualTo("200 pong");
          return !backend.spans().isEmpty() && !backend.metrics().isEmpty();
        });
  }

  @Test
  void httpIsEncryptedAndShowsItsCertificate() throws Exception {
    try (Backend backend = Backend.startSecure(own.context());
        Jvm jvm =
            Jvm.underAgent(
                Declared.options(folder, "otlp_http", backend.url(), tls(own.file(), own)))) {
      awaitMetrics(jvm, backend);
      assertThat(jvm.lines()).isEmpty();
    }
  }

  @Test
  void grpcIsEncryptedAndShowsItsCertificate() throws Exception {
    try (GrpcBackend backend = new GrpcBackend(own);
        Jvm jvm =
            Jvm.underAgent(
                Declared.options(folder, "otlp_grpc", backend.url(), tls(own.file(), own)))) {
      Poll.until(
          PATIENCE,
          "spans and metrics arrive; the agent says " + jvm.lines(),
          () -> {
            assertThat(jvm.get("/ping")).isEqualTo("200 pong");
            return !backend.spans().isEmpty() && backend.metricExports() > 0;
          });
      assertThat(jvm.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"otlp_http", "otlp_grpc"})
  void aBackendOfAnotherAuthorityIsToldNothingAndIsALineForEachSignal(String exporter)
      throws Exception {
    try (Backend http = Backend.startSecure(own.context());
        GrpcBackend grpc = new GrpcBackend(own);
        Jvm jvm =
            Jvm.underAgent(
                Declared.options(
                    folder,
                    exporter,
                    exporter.equals("otlp_http") ? http.url() : grpc.url(),
                    tls(others.file(), own)))) {
      assertThat(jvm.serveUntilBothSignalsAreTold(PATIENCE))
          .anyMatch(line -> line.startsWith("[obs-agent] WARN Cannot export traces: SSLHand"))
          .anyMatch(line -> line.startsWith("[obs-agent] WARN Cannot export metrics: SSLHand"))
          .hasSize(2);
      assertThat(http.payloads()).isEmpty();
      assertThat(grpc.spans()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"otlp_http", "otlp_grpc"})
  void aFileThatIsNotThereOrNoCertificateIsALineForEachExporter(String exporter) throws Exception {
    Path nonsense = Files.writeString(folder.resolve(exporter + ".crt"), "no certificate");
    for (Path authority : List.of(folder.resolve("missing.crt"), nonsense)) {
      try (FaultyBackend backend = new FaultyBackend();
          Jvm jvm =
              Jvm.underAgent(
                  Declared.options(
                      folder,
                      exporter,
                      backend.url().replace("http:", "https:"),
                      tls(authority, own)))) {
        assertThat(jvm.serveUntilBothSignalsAreTold(PATIENCE))
            .anyMatch(line -> line.contains("tracer_provider.processors[0] is left out: "))
            .anyMatch(line -> line.contains("meter_provider.readers[0] is left out: "))
            .hasSize(2);
        assertThat(backend.requests()).isZero();
      }
    }
  }
}
