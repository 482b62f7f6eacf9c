/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/**
 * The page that Prometheus scrapes: a metric reader that collects when the page is asked for.
 * Thread-safe.
 */
public final class MetricsPage implements Page, MetricReader {
  private final PrometheusText text;
  private volatile CollectionRegistration registration = CollectionRegistration.noop();

  /** A page that is empty until a meter provider registers it. */
  public MetricsPage(PrometheusText text) {
    this.text = text;
  }

  @Override
  public synchronized Response get(Request request) {
    return text.write(registration.collectAllMetrics(), TextFormat.of(request.header("Accept")));
  }

  @Override
  public void register(CollectionRegistration newRegistration) {
    this.registration = newRegistration;
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
    return AggregationTemporality.CUMULATIVE;
  }

  /** A scrape is over before the next begins, so its data objects can be used again. */
  @Override
  public MemoryMode getMemoryMode() {
    return MemoryMode.REUSABLE_DATA;
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
