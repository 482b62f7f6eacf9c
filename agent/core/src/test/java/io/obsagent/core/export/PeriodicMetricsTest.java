/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.DefaultAggregationSelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeriodicMetricsTest {
  private SdkMeterProvider provider;

  @AfterEach
  void close() {
    provider.close();
  }

  private PeriodicMetrics metrics(MetricExporter exporter, long interval, long timeout) {
    PeriodicMetrics metrics =
        new PeriodicMetrics(
            () -> exporter,
            AggregationTemporalitySelector.deltaPreferred(),
            DefaultAggregationSelector.getDefault(),
            interval,
            timeout,
            new FailureLog(line -> {}));
    provider = SdkMeterProvider.builder().registerMetricReader(metrics).build();
    metrics.start();
    provider.get("test").counterBuilder("requests").build().add(1);
    provider.get("test").gaugeBuilder("level").buildWithCallback(level -> level.record(1));
    return metrics;
  }

  private static class Recorder implements MetricExporter {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger shutdowns = new AtomicInteger();
    volatile Thread thread;

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      thread = Thread.currentThread();
      return answer(calls.incrementAndGet());
    }

    CompletableResultCode answer(int call) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      shutdowns.incrementAndGet();
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void metricsAreExportedAtTheInterval() {
    Recorder recorder = new Recorder();
    PeriodicMetrics metrics = metrics(recorder, 20, 1000);
    Await.until(() -> recorder.calls.get() >= 3);
    assertThat(recorder.thread.getName()).isEqualTo("obs-metrics");
    assertThat(metrics.counts().exported()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void theTemporalityIsAsked() {
    PeriodicMetrics metrics = metrics(new Recorder(), 3_600_000, 1000);
    assertThat(metrics.getAggregationTemporality(InstrumentType.COUNTER))
        .isEqualTo(AggregationTemporality.DELTA);
  }

  @Test
  void forceFlushExportsAtOnce() {
    Recorder recorder = new Recorder();
    PeriodicMetrics metrics = metrics(recorder, 3_600_000, 1000);
    assertThat(metrics.forceFlush().join(5, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(metrics.counts().exported()).isEqualTo(2);
  }

  @Test
  void shutdownExportsALastTime() {
    Recorder recorder = new Recorder();
    PeriodicMetrics metrics = metrics(recorder, 3_600_000, 1000);
    assertThat(provider.shutdown().join(5, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(recorder.calls).hasValue(1);
    assertThat(recorder.shutdowns).hasValue(1);
    Await.until(() -> !recorder.thread.isAlive());
    assertThat(metrics.counts().exported()).isEqualTo(2);
  }

  @Test
  void anExporterThatNeverCompletesIsAskedAgain() {
    Recorder recorder =
        new Recorder() {
          @Override
          CompletableResultCode answer(int call) {
            return call == 1 ? new CompletableResultCode() : super.answer(call);
          }
        };
    PeriodicMetrics metrics = metrics(recorder, 20, 50);
    Await.until(() -> metrics.counts().exported() > 0);
    assertThat(metrics.counts().failures()).isEqualTo(1);
  }

  @Test
  void anOutOfMemoryErrorAndAnInterruptDoNotEndTheThread() {
    Recorder recorder =
        new Recorder() {
          @Override
          CompletableResultCode answer(int call) {
            if (call == 1) {
              throw new OutOfMemoryError("test");
            }
            return super.answer(call);
          }
        };
    PeriodicMetrics metrics = metrics(recorder, 20, 1000);
    Await.until(() -> metrics.counts().exported() > 0);
    recorder.thread.interrupt();
    Await.until(() -> metrics.counts().restarts() == 2);
    long exported = metrics.counts().exported();
    Await.until(() -> metrics.counts().exported() > exported);
  }

  @Test
  void aCallbackThatThrowsAnErrorDoesNotEndTheThread() {
    metrics(new Recorder(), 20, 1000);
    AtomicInteger calls = new AtomicInteger();
    provider
        .get("test")
        .gaugeBuilder("broken")
        .buildWithCallback(
            level -> {
              calls.incrementAndGet();
              throw new StackOverflowError();
            });
    Await.until(() -> calls.get() >= 3);
  }
}
