/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.export.BatchLimits;
import io.obsagent.core.export.BatchLogs;
import io.obsagent.core.export.BatchSpans;
import io.obsagent.core.export.FailureLog;
import io.obsagent.core.export.PeriodicMetrics;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Tracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts this agent's export threads, which nothing ends, in the place of the SDK's, which end at the
 * first interrupt. Takes over the exporters that the SDK configured, so that every setting and
 * every customizer of an extension holds.
 */
final class Exports {
  private final FailureLog failures;
  private final List<SpanProcessor> processors = new ArrayList<>();
  private final List<BatchSpans> spans = new ArrayList<>();
  private final List<BatchLogs> logs = new ArrayList<>();
  private final List<PeriodicMetrics> metrics = new ArrayList<>();
  private volatile Resource resource = Resource.empty();

  Exports(FailureLog failures) {
    this.failures = failures;
  }

  Exports resource(Resource resource) {
    this.resource = resource;
    return this;
  }

  /** Takes the resource that the SDK was given. */
  Exports resourceOf(OpenTelemetrySdk sdk) {
    try {
      resource = (Resource) read(read(sdk.getSdkTracerProvider(), "sharedState"), "resource");
    } catch (ReflectiveOperationException e) {
      keptAsItIs(sdk.getSdkTracerProvider(), e);
    }
    return this;
  }

  Resource resource() {
    return resource;
  }

  Tracing tracing(OpenTelemetrySdk sdk) {
    return new Tracing(
        sdk.getSdkTracerProvider().getSampler(), SpanProcessor.composite(processors), resource);
  }

  /** As {@link #tracing}, with what extensions changed after this agent. */
  Tracing finalTracing(OpenTelemetrySdk sdk) {
    try {
      Object state = read(sdk.getSdkTracerProvider(), "sharedState");
      return new Tracing(
          sdk.getSdkTracerProvider().getSampler(),
          (SpanProcessor) read(state, "activeSpanProcessor"),
          (Resource) read(state, "resource"));
    } catch (ReflectiveOperationException e) {
      keptAsItIs(sdk.getSdkTracerProvider(), e);
      return tracing(sdk);
    }
  }

  SpanProcessor spans(SpanProcessor processor, ConfigProperties config) {
    SpanProcessor ours = processor;
    if (processor instanceof BatchSpanProcessor) {
      try {
        SpanExporter exporter = ((BatchSpanProcessor) processor).getSpanExporter();
        stop(read(processor, "worker"));
        ours = batch(exporter, limits(config, "otel.bsp"));
      } catch (ReflectiveOperationException e) {
        keptAsItIs(processor, e);
      }
    }
    processors.add(ours);
    return ours;
  }

  LogRecordProcessor logs(LogRecordProcessor processor, ConfigProperties config) {
    if (processor instanceof BatchLogRecordProcessor) {
      try {
        Object worker = read(processor, "worker");
        LogRecordExporter exporter = (LogRecordExporter) read(worker, "logRecordExporter");
        stop(worker);
        return batch(exporter, limits(config, "otel.blrp"));
      } catch (ReflectiveOperationException e) {
        keptAsItIs(processor, e);
      }
    }
    return processor;
  }

  MetricReader metrics(MetricReader reader, ConfigProperties config) {
    if (reader instanceof PeriodicMetricReader) {
      try {
        MetricExporter exporter = (MetricExporter) read(reader, "exporter");
        return periodic(
            exporter,
            config.getDuration("otel.metric.export.interval", Duration.ofMinutes(1)).toMillis(),
            config.getDuration("otel.metric.export.timeout", Duration.ofSeconds(30)).toMillis());
      } catch (ReflectiveOperationException e) {
        keptAsItIs(reader, e);
      }
    }
    return reader;
  }

  /** A processor that exports spans in batches. */
  BatchSpans batch(SpanExporter exporter, BatchLimits limits) {
    BatchSpans batches = new BatchSpans(() -> exporter, limits, failures);
    spans.add(batches);
    AgentObserved.exporting("spans", batches.counts());
    return batches;
  }

  /** A processor that exports log records in batches. */
  BatchLogs batch(LogRecordExporter exporter, BatchLimits limits) {
    BatchLogs batches = new BatchLogs(() -> exporter, limits, failures);
    logs.add(batches);
    AgentObserved.exporting("logs", batches.counts());
    return batches;
  }

  /** A reader that exports metrics at an interval, in milliseconds as is the timeout. */
  PeriodicMetrics periodic(MetricExporter exporter, long interval, long timeout) {
    PeriodicMetrics periodic =
        new PeriodicMetrics(() -> exporter, exporter, exporter, interval, timeout, failures);
    metrics.add(periodic);
    AgentObserved.exporting("metrics", periodic.counts());
    return periodic;
  }

  /** Starts what exports by itself; spans and log records start their threads as they come. */
  void start() {
    for (PeriodicMetrics periodic : metrics) {
      periodic.start();
    }
  }

  /** Exports spans and log records soon after they end, from now on. */
  void hurry() {
    for (BatchSpans batches : spans) {
      batches.hurry();
    }
    for (BatchLogs batches : logs) {
      batches.hurry();
    }
  }

  private static BatchLimits limits(ConfigProperties config, String prefix) {
    boolean spans = prefix.equals("otel.bsp");
    return new BatchLimits(
        config
            .getDuration(prefix.concat(".schedule.delay"), Duration.ofMillis(spans ? 5000 : 1000))
            .toMillis(),
        config.getInt(prefix.concat(".max.queue.size"), 2048),
        config.getInt(prefix.concat(".max.export.batch.size"), 512),
        config.getDuration(prefix.concat(".export.timeout"), Duration.ofSeconds(30)).toMillis());
  }

  private static Object read(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  /** Lets the SDK's own export thread end, without a shutdown of its exporter. */
  private static void stop(Object worker) throws ReflectiveOperationException {
    Field field = worker.getClass().getDeclaredField("continueWork");
    field.setAccessible(true);
    field.setBoolean(worker, false);
  }

  private static void keptAsItIs(Object part, Exception why) {
    AgentLog.warn(part.getClass().getName() + " stays as it is: " + AgentLog.describe(why));
  }
}
