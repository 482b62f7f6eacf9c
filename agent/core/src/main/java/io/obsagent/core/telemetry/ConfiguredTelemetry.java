/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.export.ExportSenders;
import io.obsagent.core.export.FailureLog;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Propagation;
import io.obsagent.core.operation.Tracing;
import io.obsagent.core.settings.Settings;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.internal.AutoConfigureUtil;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry SDK, configured by its own settings and by extensions, with this agent's
 * resource, senders and export threads.
 */
public final class ConfiguredTelemetry extends Telemetry {
  private final AutoConfiguredOpenTelemetrySdk configured;
  private final OpenTelemetrySdk sdk;
  private final Exports exports;
  private final boolean extended;

  ConfiguredTelemetry(
      AutoConfiguredOpenTelemetrySdk configured, Exports exports, boolean extended) {
    this.configured = configured;
    this.sdk = configured.getOpenTelemetrySdk();
    this.exports = exports;
    this.extended = extended;
  }

  /**
   * Starts the SDK. Takes a tenth of a second or two.
   *
   * @param loader sees the SDK's classes
   * @param components where parts of the SDK are looked for
   * @param extended whether there are components that others made, which may add span processors or
   *     change the resource
   * @param readers further readers of metrics, such as the page that Prometheus scrapes
   * @param producers further sources of metrics, which OpenTelemetry has no instrument for
   * @throws RuntimeException when the SDK cannot be configured
   */
  public static ConfiguredTelemetry start(
      ClassLoader loader,
      ComponentLoader components,
      boolean extended,
      List<MetricReader> readers,
      List<MetricProducer> producers) {
    return new Start(loader, components, extended, readers, producers).run().started();
  }

  ConfiguredTelemetry started() {
    exports.start();
    Propagation.use(sdk.getPropagators().getTextMapPropagator());
    return this;
  }

  /**
   * The SDK gives up at the first setting that it cannot use. Here that setting is found, by going
   * without one after the other, and its default holds.
   */
  private static final class Start {
    private final ClassLoader loader;
    private final ComponentLoader components;
    private final boolean extended;
    private final List<MetricReader> readers;
    private final List<MetricProducer> producers;
    private final Set<String> unusable = new HashSet<>();
    private boolean looked;
    private @Nullable ConfiguredTelemetry built;

    Start(
        ClassLoader loader,
        ComponentLoader components,
        boolean extended,
        List<MetricReader> readers,
        List<MetricProducer> producers) {
      this.loader = loader;
      this.components = components;
      this.extended = extended;
      this.readers = readers;
      this.producers = producers;
    }

    ConfiguredTelemetry run() {
      ConfigurationException failure = attempt();
      while (built == null) {
        failure = withoutCulprit(failure);
      }
      return built;
    }

    /** The next failure, once the setting that is to blame for this one is left out. */
    private @Nullable ConfigurationException withoutCulprit(
        @Nullable ConfigurationException failure) {
      String reason = reason(failure);
      for (String name : Settings.openTelemetryNames()) {
        if (unusable.add(name)) {
          ConfigurationException next = attempt();
          if (built != null || !reason(next).equals(reason)) {
            AgentLog.warn(
                name
                    + " cannot be used"
                    + (name.endsWith("headers") ? "" : ": " + reason)
                    + "; the default holds");
            return next;
          }
          unusable.remove(name);
        }
      }
      throw failure == null ? new ConfigurationException(reason) : failure;
    }

    private static String reason(@Nullable Throwable failure) {
      Throwable deepest = failure;
      while (deepest != null && deepest.getCause() != null) {
        deepest = deepest.getCause();
      }
      return deepest == null ? "" : String.valueOf(deepest.getMessage());
    }

    /** Builds the SDK; what was in the way if that cannot be done. */
    private @Nullable ConfigurationException attempt() {
      Exports exports = new Exports(new FailureLog(AgentLog::warn));
      Resource[] resource = {Resource.empty()};
      AutoConfiguredOpenTelemetrySdkBuilder builder =
          AutoConfiguredOpenTelemetrySdk.builder()
              .setServiceClassLoader(loader)
              .setComponentLoader(new ExportSenders(components))
              .disableShutdownHook()
              .addPropertiesSupplier(ConfiguredTelemetry::supplied)
              .addResourceCustomizer(
                  (detected, config) ->
                      resource[0] =
                          ProcessResource.around(detected, config.getString("otel.service.name")))
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
      AutoConfigureUtil.setConfigPropertiesCustomizer(builder, this::usable);
      try {
        built = new ConfiguredTelemetry(builder.build(), exports.resource(resource[0]), extended);
        return null;
      } catch (ConfigurationException e) {
        return e;
      }
    }

    /** Leaves out what the SDK would stop at, with a line for each when first looked at. */
    private ConfigProperties usable(ConfigProperties config) {
      if (!looked) {
        looked = true;
        unusable.addAll(SdkSettings.unusable(config));
      }
      return new UsableSettings(
          config, DefaultConfigProperties.createFromMap(defaults()), unusable);
    }
  }

  private static Map<String, String> defaults() {
    Map<String, String> values = new HashMap<>();
    values.put("otel.exporter.otlp.protocol", "http/protobuf");
    values.put("otel.logs.exporter", "none");
    return values;
  }

  /** The defaults and what settings files say. */
  private static Map<String, String> supplied() {
    Map<String, String> values = defaults();
    values.putAll(Settings.file());
    return values;
  }

  /** The SDK and its settings. */
  public AutoConfiguredOpenTelemetrySdk configured() {
    return configured;
  }

  @Override
  public Tracing tracing() {
    return extended ? exports.finalTracing(sdk) : exports.tracing(sdk);
  }

  @Override
  public MeterProvider meters() {
    return sdk.getMeterProvider();
  }

  @Override
  public LoggerProvider logs() {
    return sdk.getSdkLoggerProvider();
  }

  @Override
  public void flush(long millis) {
    exports.hurry();
    List<CompletableResultCode> results = new ArrayList<>();
    results.add(sdk.getSdkTracerProvider().forceFlush());
    results.add(sdk.getSdkMeterProvider().forceFlush());
    results.add(sdk.getSdkLoggerProvider().forceFlush());
    CompletableResultCode.ofAll(results).join(millis, TimeUnit.MILLISECONDS);
  }
}
