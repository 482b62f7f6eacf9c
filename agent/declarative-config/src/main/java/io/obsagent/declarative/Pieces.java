/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.LoggerProviderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.MeterProviderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.OpenTelemetryConfigurationModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.PropagatorModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.ResourceModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.TracerProviderModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.internal.ExperimentalResourceDetectionModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pieces of a configuration that the rest of it can do without, by their place in the file. */
final class Pieces {
  private final Set<String> leftOut;
  private final List<String> names = new ArrayList<>();

  /** Takes the names of those to go without. */
  Pieces(Set<String> leftOut) {
    this.leftOut = leftOut;
  }

  /** All of them, in the order in which the SDK comes upon them; known after {@link #kept}. */
  List<String> names() {
    return names;
  }

  /** A configuration without what is left out. */
  OpenTelemetryConfigurationModel kept(OpenTelemetryConfigurationModel model) {
    PropagatorModel propagator = model.getPropagator();
    if (propagator != null) {
      propagator
          .withComposite(all("propagator.composite", propagator.getComposite()))
          .withCompositeList(one("propagator.composite_list", propagator.getCompositeList()));
    }
    ResourceModel resource = model.getResource();
    if (resource != null) {
      keep(resource);
    }
    MeterProviderModel meters = model.getMeterProvider();
    if (meters != null) {
      meters
          .withReaders(all("meter_provider.readers", meters.getReaders()))
          .withViews(all("meter_provider.views", meters.getViews()));
    }
    LoggerProviderModel logs = model.getLoggerProvider();
    if (logs != null) {
      logs.withLimits(one("logger_provider.limits", logs.getLimits()))
          .withProcessors(all("logger_provider.processors", logs.getProcessors()));
    }
    TracerProviderModel spans = model.getTracerProvider();
    if (spans != null) {
      spans
          .withLimits(one("tracer_provider.limits", spans.getLimits()))
          .withSampler(one("tracer_provider.sampler", spans.getSampler()))
          .withProcessors(all("tracer_provider.processors", spans.getProcessors()))
          .withIdGenerator(one("tracer_provider.id_generator", spans.getIdGenerator()));
    }
    return model;
  }

  private void keep(ResourceModel resource) {
    ExperimentalResourceDetectionModel detection = resource.getDetectionDevelopment();
    if (detection != null) {
      detection.withDetectors(
          all("resource.detection/development.detectors", detection.getDetectors()));
    }
    resource
        .withAttributesList(one("resource.attributes_list", resource.getAttributesList()))
        .withAttributes(all("resource.attributes", resource.getAttributes()));
  }

  private <T> @Nullable T one(String name, @Nullable T piece) {
    if (piece != null) {
      names.add(name);
    }
    return leftOut.contains(name) ? null : piece;
  }

  private <T> @Nullable List<T> all(String place, @Nullable List<T> pieces) {
    if (pieces == null) {
      return null;
    }
    List<T> kept = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      String name = place + "[" + i + "]";
      names.add(name);
      if (!leftOut.contains(name)) {
        kept.add(pieces.get(i));
      }
    }
    return kept;
  }
}
