/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.export.BatchSpans;
import io.obsagent.core.export.ExportSenders;
import io.obsagent.core.export.FailureLog;
import io.obsagent.core.export.PeriodicMetrics;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Propagation;
import io.obsagent.core.operation.Tracing;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.internal.OtlpMetricExporterProvider;
import io.opentelemetry.exporter.otlp.internal.OtlpSpanExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.DefaultAggregationSelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The few parts of the OpenTelemetry SDK that this agent uses, put together as the SDK's own
 * configuration would, but without its several hundred classes. Exporters are made when there is
 * something to export.
 */
final class PlainTelemetry extends Telemetry {
  private final Tracing tracing;
  private final @Nullable BatchSpans spans;
  private final @Nullable PeriodicMetrics metrics;
  private final OwnMeters meters;

  private PlainTelemetry(
      Tracing tracing,
      @Nullable BatchSpans spans,
      @Nullable PeriodicMetrics metrics,
      OwnMeters meters) {
    this.tracing = tracing;
    this.spans = spans;
    this.metrics = metrics;
    this.meters = meters;
  }

  static PlainTelemetry start(
      PlainSettings settings,
      ComponentLoader components,
      List<MetricReader> readers,
      List<MetricProducer> producers) {
    FailureLog failures = new FailureLog(AgentLog::warn);
    Resource resource = resource(settings);
    OwnMeters meters = new OwnMeters(resource);
    Collected collected = new Collected(producers, meters, resource);
    for (MetricReader reader : readers) {
      reader.register(collected);
    }
    PeriodicMetrics metrics = null;
    if (settings.exports("metrics")) {
      metrics = metrics(settings, components, failures);
      metrics.register(collected);
      metrics.start();
    }
    BatchSpans spans = null;
    if (settings.exports("traces")) {
      spans = new BatchSpans(() -> spanExporter(settings, components), settings.limits(), failures);
      AgentObserved.exporting("spans", spans.counts());
    }
    SpanProcessor processor = spans == null ? SpanProcessor.composite() : spans;
    Propagation.use(propagator(settings));
    Tracing tracing = new Tracing(sampler(settings), processor, resource);
    return new PlainTelemetry(tracing, spans, metrics, meters);
  }

  private static PeriodicMetrics metrics(
      PlainSettings settings, ComponentLoader components, FailureLog failures) {
    PeriodicMetrics metrics =
        new PeriodicMetrics(
            () -> metricExporter(settings, components),
            new Cumulative(),
            new Cumulative(),
            settings.metricInterval(),
            settings.metricTimeout(),
            failures);
    AgentObserved.exporting("metrics", metrics.counts());
    return metrics;
  }

  static Resource resource(PlainSettings settings) {
    String name = settings.serviceName();
    AttributesBuilder attributes = Resource.getDefault().getAttributes().toBuilder();
    ProcessResource.describe(attributes, name);
    for (Map.Entry<String, String> attribute : settings.attributes().entrySet()) {
      attributes.put(attribute.getKey(), attribute.getValue());
    }
    if (name != null) {
      attributes.put("service.name", name);
    }
    return Resource.create(attributes.build());
  }

  static Sampler sampler(PlainSettings settings) {
    String name = settings.sampler();
    if (name == null) {
      return Sampler.parentBased(Sampler.alwaysOn());
    }
    switch (name) {
      case "always_on":
        return Sampler.alwaysOn();
      case "always_off":
        return Sampler.alwaysOff();
      case "traceidratio":
        return Sampler.traceIdRatioBased(settings.ratio());
      case "parentbased_always_off":
        return Sampler.parentBased(Sampler.alwaysOff());
      case "parentbased_traceidratio":
        return Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio()));
      default:
        return Sampler.parentBased(Sampler.alwaysOn());
    }
  }

  static TextMapPropagator propagator(PlainSettings settings) {
    List<TextMapPropagator> propagators = new ArrayList<>();
    if (settings.propagates("tracecontext")) {
      propagators.add(W3CTraceContextPropagator.getInstance());
    }
    if (settings.propagates("baggage")) {
      propagators.add(W3CBaggagePropagator.getInstance());
    }
    return TextMapPropagator.composite(propagators);
  }

  @Override
  public Tracing tracing() {
    return tracing;
  }

  @Override
  public MeterProvider meters() {
    return meters.provider();
  }

  @Override
  public void flush(long millis) {
    List<CompletableResultCode> results = new ArrayList<>();
    if (spans != null) {
      spans.hurry();
      results.add(spans.forceFlush());
    }
    if (metrics != null) {
      results.add(metrics.forceFlush());
    }
    CompletableResultCode.ofAll(results).join(millis, TimeUnit.MILLISECONDS);
  }

  /** Everything that there is to collect. */
  private static final class Collected implements CollectionRegistration {
    private final List<MetricProducer> producers;
    private final OwnMeters meters;
    private final Resource resource;

    Collected(List<MetricProducer> producers, OwnMeters meters, Resource resource) {
      this.producers = producers;
      this.meters = meters;
      this.resource = resource;
    }

    @Override
    public Collection<MetricData> collectAllMetrics() {
      List<MetricData> all = new ArrayList<>();
      for (MetricProducer producer : producers) {
        all.addAll(producer.produce(resource));
      }
      all.addAll(meters.collect());
      return all;
    }
  }

  /** How OTLP is told of metrics unless a setting says otherwise. */
  private static final class Cumulative
      implements AggregationTemporalitySelector, DefaultAggregationSelector {
    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType instrumentType) {
      return Aggregation.defaultAggregation();
    }
  }

  static SpanExporter spanExporter(PlainSettings settings, ComponentLoader components) {
    return new OtlpSpanExporterProvider().createExporter(config(settings, components));
  }

  static MetricExporter metricExporter(PlainSettings settings, ComponentLoader components) {
    return new OtlpMetricExporterProvider().createExporter(config(settings, components));
  }

  private static ConfigProperties config(PlainSettings settings, ComponentLoader components) {
    Map<String, String> values = new HashMap<>(settings.values());
    values.put("otel.exporter.otlp.protocol", "http/protobuf");
    return DefaultConfigProperties.create(
            Collections.<String, String>emptyMap(), new ExportSenders(components))
        .withOverrides(values);
  }
}
