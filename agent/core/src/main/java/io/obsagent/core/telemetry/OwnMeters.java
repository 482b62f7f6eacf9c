/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Collection;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's meters, which are for the application's own instruments alone and not made before there
 * is one. Thread-safe.
 */
final class OwnMeters {
  private final Resource resource;
  private @Nullable MeterProvider provider;
  private volatile @Nullable Reader reader;

  OwnMeters(Resource resource) {
    this.resource = resource;
  }

  synchronized MeterProvider provider() {
    MeterProvider made = provider;
    if (made == null) {
      Reader registered = new Reader();
      made =
          SdkMeterProvider.builder().setResource(resource).registerMetricReader(registered).build();
      provider = made;
      reader = registered;
    }
    return made;
  }

  /** All values as of now. */
  Collection<MetricData> collect() {
    Reader registered = reader;
    return registered == null
        ? Collections.<MetricData>emptyList()
        : registered.registration.collectAllMetrics();
  }

  private static final class Reader implements MetricReader {
    private volatile CollectionRegistration registration = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration registration) {
      this.registration = registration;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
