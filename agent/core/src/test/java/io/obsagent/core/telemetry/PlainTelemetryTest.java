/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.settings.Settings;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put together without the SDK's configuration is what that would have made. */
class PlainTelemetryTest {
  private static final ClassLoader LOADER = PlainTelemetryTest.class.getClassLoader();

  @AfterEach
  void forget() {
    Settings.load(null, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "otel.service.name=shop",
        "otel.service.name=shop;otel.resource.attributes=service.name=other,deployment.environment.name=prod, team = a b",
        "otel.resource.attributes=service.name=other,service.instance.id=7",
        "otel.traces.sampler=always_on",
        "otel.traces.sampler=always_off",
        "otel.traces.sampler=traceidratio;otel.traces.sampler.arg=0.25",
        "otel.traces.sampler=traceidratio",
        "otel.traces.sampler=parentbased_always_on",
        "otel.traces.sampler=parentbased_always_off",
        "otel.traces.sampler=parentbased_traceidratio;otel.traces.sampler.arg=0.5",
        "otel.instrumentation.jdbc.enabled=false;otel.traces.sampler=always_off",
        "otel.propagators=tracecontext",
        "otel.propagators=none",
        "otel.propagators=tracecontext,baggage",
        "otel.exporter.otlp.endpoint=http://127.0.0.1:1",
        "otel.exporter.otlp.endpoint=http://127.0.0.1:1/base/;otel.exporter.otlp.headers=a=b, c=d;otel.exporter.otlp.timeout=1234;otel.exporter.otlp.compression=gzip",
        "otel.exporter.otlp.traces.endpoint=http://127.0.0.1:1/t;otel.exporter.otlp.metrics.endpoint=https://127.0.0.1:1/m",
        "otel.exporter.otlp.protocol=http/protobuf;otel.exporter.otlp.compression=none",
      })
  void isWhatTheSdkWouldHaveMade(String text) {
    Map<String, String> given = pairs(text);
    Settings.load(null, given);
    PlainSettings plain = PlainSettings.read();
    assertThat(plain).as("settings are plain").isNotNull();

    List<String> ofSdk = new ArrayList<>();
    AutoConfiguredOpenTelemetrySdk sdk = configured(given, ofSdk);
    ComponentLoader components = ComponentLoader.forClassLoader(LOADER);
    assertThat(
            List.of(
                described(PlainTelemetry.metricExporter(plain, components)),
                described(PlainTelemetry.spanExporter(plain, components))))
        .containsExactlyInAnyOrderElementsOf(ofSdk);
    assertThat(PlainTelemetry.sampler(plain).getDescription())
        .isEqualTo(sdk.getOpenTelemetrySdk().getSdkTracerProvider().getSampler().getDescription());
    assertThat(PlainTelemetry.propagator(plain).fields())
        .containsExactlyInAnyOrderElementsOf(
            sdk.getOpenTelemetrySdk().getPropagators().getTextMapPropagator().fields());
    sdk.getOpenTelemetrySdk().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.service.name=shop",
        "otel.service.name=shop;otel.resource.attributes=service.name=other,team=a",
        "otel.resource.attributes=service.name=other,host.name=h",
        "otel.resource.attributes=team=a",
      })
  void describesTheProcessAsTheConfiguredSdkDoes(String text) {
    Map<String, String> given = pairs(text);
    Settings.load(null, given);
    PlainSettings plain = PlainSettings.read();
    assertThat(plain).isNotNull();
    Resource[] ofSdk = new Resource[1];
    AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> given)
        .disableShutdownHook()
        .addPropertiesSupplier(() -> Map.of("otel.logs.exporter", "none"))
        .addResourceCustomizer(
            (detected, config) ->
                ofSdk[0] = ProcessResource.around(detected, config.getString("otel.service.name")))
        .build()
        .getOpenTelemetrySdk()
        .close();
    assertThat(withoutId(PlainTelemetry.resource(plain))).isEqualTo(withoutId(ofSdk[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.sdk.disabled=true",
        "otel.traces.exporter=console",
        "otel.metrics.exporter=otlp,prometheus",
        "otel.logs.exporter=otlp",
        "otel.traces.sampler=mine",
        "otel.traces.sampler.arg=2",
        "otel.traces.sampler.arg=NaN",
        "otel.propagators=b3",
        "otel.propagators=baggage,nothing",
        "otel.exporter.otlp.protocol=grpc",
        "otel.exporter.otlp.endpoint=localhost:4318",
        "otel.exporter.otlp.endpoint=http://localhost:4317",
        "otel.exporter.otlp.timeout=5s",
        "otel.exporter.otlp.timeout=-1",
        "otel.exporter.otlp.endpoint=http://",
        "otel.exporter.otlp.endpoint=http://h:port",
        "otel.exporter.otlp.endpoint=h:4318",
        "otel.exporter.otlp.headers=nothing",
        "otel.exporter.otlp.headers=a=%20",
        "otel.exporter.otlp.headers==b",
        "otel.exporter.otlp.certificate=/nowhere",
        "otel.resource.attributes=a=b,c",
        "otel.bsp.max.queue.size=0",
        "otel.bsp.max.queue.size=99999999999",
        "otel.span.attribute.count.limit=10",
        "otel.exporter.otlp.metrics.temporality.preference=delta",
      })
  void leavesTheUnusualToTheSdk(String text) {
    Settings.load(null, pairs(text));
    assertThat(PlainSettings.read()).isNull();
  }

  @Test
  void anEmptyValueIsNone() {
    Settings.load(null, Map.of("otel.exporter.otlp.protocol", " ", "otel.sdk.disabled", ""));
    assertThat(PlainSettings.read()).isNotNull();
  }

  private static AutoConfiguredOpenTelemetrySdk configured(
      Map<String, String> given, List<String> exporters) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    defaults.put("otel.logs.exporter", "none");
    defaults.putAll(given);
    AutoConfiguredOpenTelemetrySdkBuilder builder =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> defaults)
            .disableShutdownHook()
            .addSpanExporterCustomizer(
                (exporter, config) -> {
                  exporters.add(described(exporter));
                  return exporter;
                })
            .addMetricExporterCustomizer(
                (exporter, config) -> {
                  exporters.add(described(exporter));
                  return exporter;
                });
    return builder.build();
  }

  /** All that an exporter says of itself but who makes its sender. */
  private static String described(Object exporter) {
    return exporter.toString().replaceAll("componentLoader=[^,]*", "");
  }

  private static Map<String, Object> withoutId(Resource resource) {
    Map<String, Object> attributes = new HashMap<>();
    resource.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    assertThat(attributes.remove("service.instance.id")).isNotNull();
    return attributes;
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : text.split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return pairs;
  }
}
