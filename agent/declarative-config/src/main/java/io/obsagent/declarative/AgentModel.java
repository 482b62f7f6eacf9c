/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.LogRecordProcessorModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.LogRecordProcessorPropertyModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.LoggerProviderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.MeterProviderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.MetricReaderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.OpenTelemetryConfigurationModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.PeriodicMetricReaderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.PullMetricExporterModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.PullMetricExporterPropertyModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.PullMetricReaderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.ResourceModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.SpanProcessorModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.SpanProcessorPropertyModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.TracerProviderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.internal.ExperimentalResourceDetectionModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.internal.ExperimentalResourceDetectorModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.internal.ExperimentalResourceDetectorPropertyModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the agent into a configuration: its export threads in the place of the SDK's, its page as
 * one more reader of metrics, its resource as what all other attributes are laid upon.
 */
final class AgentModel {
  /** What the agent's own components are called in a configuration. */
  static final String BATCH = "obs_batch";

  static final String SIMPLE = "obs_simple";
  static final String PERIODIC = "obs_periodic";
  static final String PAGE = "obs_page_";
  static final String DETECTOR = "obs_agent";

  /** What of a component is as the file declares it. */
  static final String DECLARED = "declared";

  private AgentModel() {}

  /** Changes a configuration, and returns it. */
  static OpenTelemetryConfigurationModel with(OpenTelemetryConfigurationModel model, int pages) {
    TracerProviderModel spans = model.getTracerProvider();
    if (spans != null) {
      for (SpanProcessorModel processor : orNone(spans.getProcessors())) {
        thread(processor);
      }
    }
    LoggerProviderModel logs = model.getLoggerProvider();
    if (logs != null) {
      for (LogRecordProcessorModel processor : orNone(logs.getProcessors())) {
        thread(processor);
      }
    }
    MeterProviderModel meters = model.getMeterProvider();
    return model
        .withMeterProvider(read(meters == null ? new MeterProviderModel() : meters, pages))
        .withResource(detect(model.getResource()));
  }

  private static void thread(SpanProcessorModel processor) {
    if (processor.getBatch() != null) {
      processor.withAdditionalProperty(BATCH, ofSpans(processor.getBatch())).withBatch(null);
    }
    if (processor.getSimple() != null) {
      processor.withAdditionalProperty(SIMPLE, ofSpans(processor.getSimple())).withSimple(null);
    }
  }

  private static SpanProcessorPropertyModel ofSpans(Object declared) {
    return new SpanProcessorPropertyModel().withAdditionalProperty(DECLARED, declared);
  }

  private static void thread(LogRecordProcessorModel processor) {
    if (processor.getBatch() != null) {
      processor.withAdditionalProperty(BATCH, ofLogs(processor.getBatch())).withBatch(null);
    }
    if (processor.getSimple() != null) {
      processor.withAdditionalProperty(SIMPLE, ofLogs(processor.getSimple())).withSimple(null);
    }
  }

  private static LogRecordProcessorPropertyModel ofLogs(Object declared) {
    return new LogRecordProcessorPropertyModel().withAdditionalProperty(DECLARED, declared);
  }

  private static MeterProviderModel read(MeterProviderModel meters, int pages) {
    List<MetricReaderModel> readers = new ArrayList<>(orNone(meters.getReaders()));
    for (MetricReaderModel reader : readers) {
      PeriodicMetricReaderModel periodic = reader.getPeriodic();
      if (periodic != null && reader.getPull() == null) {
        PullMetricExporterPropertyModel own =
            new PullMetricExporterPropertyModel().withAdditionalProperty(DECLARED, periodic);
        reader
            .withPeriodic(null)
            .withPull(pull(PERIODIC, own).withCardinalityLimits(periodic.getCardinalityLimits()));
      }
    }
    for (int i = 0; i < pages; i++) {
      readers.add(
          new MetricReaderModel().withPull(pull(PAGE + i, new PullMetricExporterPropertyModel())));
    }
    return meters.withReaders(readers);
  }

  private static PullMetricReaderModel pull(String name, PullMetricExporterPropertyModel own) {
    return new PullMetricReaderModel()
        .withExporter(new PullMetricExporterModel().withAdditionalProperty(name, own));
  }

  private static ResourceModel detect(@Nullable ResourceModel declared) {
    ResourceModel resource = declared == null ? new ResourceModel() : declared;
    ExperimentalResourceDetectionModel detection = resource.getDetectionDevelopment();
    if (detection == null) {
      detection = new ExperimentalResourceDetectionModel();
    }
    List<ExperimentalResourceDetectorModel> detectors = new ArrayList<>();
    detectors.add(
        new ExperimentalResourceDetectorModel()
            .withAdditionalProperty(DETECTOR, new ExperimentalResourceDetectorPropertyModel()));
    detectors.addAll(orNone(detection.getDetectors()));
    return resource.withDetectionDevelopment(detection.withDetectors(detectors));
  }

  private static <T> List<T> orNone(@Nullable List<T> all) {
    return all == null ? Collections.<T>emptyList() : all;
  }
}
