/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExportSendersTest {
  private final ComponentLoader loader =
      new ExportSenders(
          ComponentLoader.forClassLoader(ExportSendersTest.class.getClassLoader()), false);
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final FailureLog failures = new FailureLog(lines::add);

  @Test
  void thereIsOneSenderForEachProtocol() {
    assertThat(loader.load(HttpSenderProvider.class))
        .singleElement()
        .isInstanceOf(SocketHttpSenderProvider.class);
    assertThat(loader.load(GrpcSenderProvider.class))
        .singleElement()
        .isInstanceOf(LateGrpcSenderProvider.class);
    assertThat(loader.load(Compressor.class)).isEmpty();
  }

  private BatchSpans export(SpanExporter exporter, int spans) {
    BatchSpans batch =
        new BatchSpans(() -> exporter, new BatchLimits(5000, 2048, 512, 5000), failures);
    try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(batch).build()) {
      for (int i = 0; i < spans; i++) {
        provider.get("test").spanBuilder("a span " + i).startSpan().end();
      }
      assertThat(provider.shutdown().join(10, TimeUnit.SECONDS).isDone()).isTrue();
    }
    return batch;
  }

  @Test
  void anOtlpExporterSendsThroughTheSocketSender() throws Exception {
    try (Backend backend = new Backend(Backend.ok())) {
      BatchSpans batch =
          export(
              OtlpHttpSpanExporter.builder()
                  .setComponentLoader(loader)
                  .setEndpoint("http://127.0.0.1:" + backend.port() + "/v1/traces")
                  .build(),
              1000);
      assertThat(batch.counts().exported()).isEqualTo(1000);
      assertThat(batch.counts().dropped()).isZero();
      assertThat(new String(backend.requests.get(0).body(), StandardCharsets.ISO_8859_1))
          .contains("a span 0");
      assertThat(backend.requests.get(0).head()).doesNotContain("okhttp");
    }
  }

  @Test
  void autoconfigureUsesTheSocketSender() throws Exception {
    try (Backend backend = new Backend(Backend.ok())) {
      var sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .setComponentLoader(loader)
              .addPropertiesSupplier(
                  () ->
                      Map.of(
                          "otel.exporter.otlp.endpoint", "http://127.0.0.1:" + backend.port(),
                          "otel.exporter.otlp.protocol", "http/protobuf",
                          "otel.exporter.otlp.compression", "gzip",
                          "otel.metrics.exporter", "none",
                          "otel.logs.exporter", "none"))
              .build()
              .getOpenTelemetrySdk();
      sdk.getTracer("test").spanBuilder("s").startSpan().end();
      sdk.close();
      assertThat(backend.requests).hasSize(1);
      assertThat(backend.requests.get(0).head())
          .startsWith("POST /v1/traces HTTP/1.1")
          .contains("Content-Encoding: gzip");
    }
  }

  @Test
  void aRefusedExportIsReportedInOneLine() throws Exception {
    try (Backend backend = new Backend(Backend.status(400, ""))) {
      BatchSpans batch =
          export(
              OtlpHttpSpanExporter.builder()
                  .setComponentLoader(loader)
                  .setEndpoint("http://127.0.0.1:" + backend.port() + "/v1/traces")
                  .build(),
              600);
      assertThat(batch.counts().failures()).isPositive();
      assertThat(lines)
          .containsExactly("Cannot export traces: the backend answered with HTTP status 400");
    }
  }

  @Test
  void grpcIsTriedThroughOkHttp() throws Exception {
    try (Backend backend = new Backend(Backend.hangUp())) {
      BatchSpans batch =
          export(
              OtlpGrpcSpanExporter.builder()
                  .setComponentLoader(loader)
                  .setRetryPolicy(null)
                  .setEndpoint("http://127.0.0.1:" + backend.port())
                  .build(),
              1);
      assertThat(batch.counts().failures()).isEqualTo(1);
      assertThat(backend.connections.get()).isPositive();
    }
  }
}
