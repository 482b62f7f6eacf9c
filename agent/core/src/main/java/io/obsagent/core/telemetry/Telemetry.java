/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.export.ExportSenders;
import io.obsagent.core.export.FailureLog;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Propagation;
import io.obsagent.core.operation.Tracing;
import io.obsagent.core.settings.Settings;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The OpenTelemetry SDK, configured by its own settings, with this agent's resource, senders and
 * export threads. Thread-safe once started.
 */
public final class Telemetry {
  private final AutoConfiguredOpenTelemetrySdk configured;
  private final OpenTelemetrySdk sdk;
  private final Exports exports;

  private Telemetry(AutoConfiguredOpenTelemetrySdk configured, Exports exports) {
    this.configured = configured;
    this.sdk = configured.getOpenTelemetrySdk();
    this.exports = exports;
  }

  /**
   * Starts the SDK. Takes a tenth of a second or two.
   *
   * @param loader sees the SDK's classes
   * @param components where parts of the SDK are looked for
   * @param readers further readers of metrics, such as the page that Prometheus scrapes
   * @param producers further sources of metrics, which OpenTelemetry has no instrument for
   * @throws RuntimeException when the SDK cannot be configured
   */
  public static Telemetry start(
      ClassLoader loader,
      ComponentLoader components,
      List<MetricReader> readers,
      List<MetricProducer> producers) {
    FailureLog failures = new FailureLog(AgentLog::warn);
    Exports exports = new Exports(failures);
    Resource[] resource = {Resource.empty()};
    AutoConfiguredOpenTelemetrySdkBuilder builder =
        AutoConfiguredOpenTelemetrySdk.builder()
            .setServiceClassLoader(loader)
            .setComponentLoader(new ExportSenders(components, isProxied()))
            .disableShutdownHook()
            .addPropertiesSupplier(Telemetry::defaults)
            .addResourceCustomizer(
                (detected, config) -> resource[0] = ProcessResource.create(config).merge(detected))
            .addSpanProcessorCustomizer(exports::spans)
            .addLogRecordProcessorCustomizer(exports::logs)
            .addMetricReaderCustomizer(exports::metrics)
            .addMeterProviderCustomizer(
                (provider, config) -> {
                  for (MetricReader reader : readers) {
                    provider.registerMetricReader(reader);
                  }
                  for (MetricProducer producer : producers) {
                    provider.registerMetricProducer(producer);
                  }
                  return provider;
                });
    Map<String, String> arguments = Settings.arguments();
    if (!arguments.isEmpty()) {
      builder.addPropertiesCustomizer(config -> arguments);
    }
    builder.addPropertiesCustomizer(Telemetry::corrected);
    AutoConfiguredOpenTelemetrySdk configured = builder.build();
    Propagation.use(configured.getOpenTelemetrySdk().getPropagators().getTextMapPropagator());
    Operations.documentedNames(Settings.SEMCONV.get().equals("both"));
    return new Telemetry(configured, exports.resource(resource[0]));
  }

  private static boolean isProxied() {
    return Settings.property("http.proxyHost") != null
        || Settings.property("https.proxyHost") != null
        || Settings.property("socksProxyHost") != null;
  }

  private static Map<String, String> defaults() {
    Map<String, String> values = new HashMap<>();
    values.put("otel.exporter.otlp.protocol", "http/protobuf");
    values.put("otel.logs.exporter", "none");
    values.putAll(Settings.file());
    return values;
  }

  /** What the SDK would stop at, with a line for each. */
  private static Map<String, String> corrected(ConfigProperties config) {
    return SdkSettings.corrected(config);
  }

  /** The SDK and its settings. */
  public AutoConfiguredOpenTelemetrySdk configured() {
    return configured;
  }

  /** The SDK. */
  public OpenTelemetrySdk sdk() {
    return sdk;
  }

  /**
   * What operations need of tracing.
   *
   * @param extended whether there were components that others made, which may have added span
   *     processors or changed the resource
   */
  public Tracing tracing(boolean extended) {
    return extended ? exports.finalTracing(sdk) : exports.tracing(sdk);
  }

  /** Sends what is queued and stops; waits until then, or until the time is over. */
  public void shutdown(long millis) {
    List<CompletableResultCode> results = new ArrayList<>();
    results.add(sdk.getSdkTracerProvider().shutdown());
    results.add(sdk.getSdkMeterProvider().shutdown());
    results.add(sdk.getSdkLoggerProvider().shutdown());
    CompletableResultCode.ofAll(results).join(millis, TimeUnit.MILLISECONDS);
  }
}
