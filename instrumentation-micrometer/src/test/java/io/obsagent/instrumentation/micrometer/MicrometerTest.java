/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.obsagent.core.api.AddedMetrics;
import io.obsagent.core.settings.Settings;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InProcessOnly
class MicrometerTest {
  static {
    System.setProperty("otel.instrumentation.micrometer.enabled", "true");
  }

  @RegisterExtension static final Agent agent = Agent.with(new MicrometerInstrumentation());

  private final CompositeMeterRegistry registry = new CompositeMeterRegistry();

  @AfterEach
  void close() {
    registry.close();
    AddedMetrics.ALL.reserve(Set::of);
  }

  private static MetricData metric(String name) {
    return AddedMetrics.ALL.produce(Resource.empty()).stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name + " in " + names()));
  }

  private static List<String> names() {
    return AddedMetrics.ALL.produce(Resource.empty()).stream().map(MetricData::getName).toList();
  }

  private static double value(String name) {
    MetricData metric = metric(name);
    List<DoublePointData> points =
        List.copyOf(
            metric.getDoubleSumData().getPoints().isEmpty()
                ? metric.getDoubleGaugeData().getPoints()
                : metric.getDoubleSumData().getPoints());
    assertThat(points).hasSize(1);
    return points.get(0).getValue();
  }

  @Test
  void theGlobalRegistrysMetersAreExported() {
    Counter counter = Metrics.counter("orders.placed", "kind.of", "web");
    counter.increment(2);

    assertThat(value("orders_placed_total")).isEqualTo(2);
    DoublePointData point =
        metric("orders_placed_total").getDoubleSumData().getPoints().iterator().next();
    assertThat(point.getAttributes().asMap())
        .containsExactly(entry(AttributeKey.stringKey("kind_of"), "web"));

    Metrics.globalRegistry.remove(counter);
    assertThat(names()).doesNotContain("orders_placed_total");
  }

  @Test
  void eachKindOfMeterHasItsMetric() {
    FunctionCounter.builder("calls", this, self -> 3).register(registry);
    Timer timer = Timer.builder("work").publishPercentiles(0.5).register(registry);
    timer.record(1500, TimeUnit.MILLISECONDS);
    FunctionTimer.builder("gc", this, self -> 4, self -> 250, TimeUnit.MILLISECONDS)
        .register(registry);
    DistributionSummary.builder("size").baseUnit("bytes").register(registry).record(10);
    Gauge.builder("level", () -> 7).baseUnit("litres").register(registry);
    TimeGauge.builder("age", this, TimeUnit.MILLISECONDS, self -> 500).register(registry);
    LongTaskTimer tasks = LongTaskTimer.builder("import").register(registry);
    tasks.start();
    Meter.builder("odd", Meter.Type.OTHER, List.of(new Measurement(() -> 9.0, Statistic.MAX)))
        .register(registry);

    assertThat(value("calls_total")).isEqualTo(3);
    SummaryPointData work = metric("work_seconds").getSummaryData().getPoints().iterator().next();
    assertThat(work.getCount()).isEqualTo(1);
    assertThat(work.getSum()).isEqualTo(1.5);
    assertThat(work.getValues()).hasSize(1);
    assertThat(value("work_seconds_max")).isEqualTo(1.5);
    SummaryPointData gc = metric("gc_seconds").getSummaryData().getPoints().iterator().next();
    assertThat(gc.getSum()).isEqualTo(0.25);
    assertThat(metric("size_bytes").getSummaryData().getPoints())
        .extracting("sum")
        .containsExactly(10.0);
    assertThat(value("level_litres")).isEqualTo(7);
    assertThat(value("age_seconds")).isEqualTo(0.5);
    assertThat(value("import_seconds_active_count")).isEqualTo(1);
    assertThat(value("odd")).isEqualTo(9);
  }

  @Test
  void aMeterOfSeveralRegistriesCountsOnce() {
    MeterRegistry own = new SimpleMeterRegistry();
    registry.add(own);

    registry.counter("shared").increment();

    assertThat(value("shared_total")).isEqualTo(1);
    own.close();
  }

  @Test
  void aRegistryForPrometheusHasBuckets() throws Exception {
    MeterRegistry prometheus = prometheus();
    DistributionSummary.builder("weight").publishPercentileHistogram().register(prometheus);
    Timer timer =
        Timer.builder("slow").serviceLevelObjectives(Duration.ofSeconds(1)).register(prometheus);
    timer.record(Duration.ofMillis(500));
    timer.record(Duration.ofSeconds(3));

    HistogramPointData slow =
        metric("slow_seconds").getHistogramData().getPoints().iterator().next();
    assertThat(slow.getBoundaries()).containsExactly(1.0);
    assertThat(slow.getCounts()).containsExactly(1L, 1L);
    assertThat(slow.getSum()).isEqualTo(3.5);
    prometheus.close();
  }

  /** The class has another name in later versions. */
  private static MeterRegistry prometheus() throws Exception {
    String place = "io.micrometer.prometheus.";
    try {
      Class.forName(place + "PrometheusConfig");
    } catch (ClassNotFoundException e) {
      place = "io.micrometer.prometheusmetrics.";
    }
    Class<?> config = Class.forName(place + "PrometheusConfig");
    return (MeterRegistry)
        Class.forName(place + "PrometheusMeterRegistry")
            .getConstructor(config)
            .newInstance(config.getField("DEFAULT").get(null));
  }

  @Test
  void countersThatForgetAreLeftOut() {
    SimpleConfig steps =
        new SimpleConfig() {
          @Override
          public String get(String key) {
            return key.equals("simple.mode") ? "STEP" : null;
          }
        };
    MeterRegistry stepping = new SimpleMeterRegistry(steps, Clock.SYSTEM);
    stepping.counter("forgotten").increment();

    assertThat(names()).doesNotContain("forgotten_total");
    stepping.close();
  }

  @Test
  void aDocumentedNameWins() {
    agent.expectWarnings();
    registry.counter("taken").increment();
    AddedMetrics.ALL.reserve(() -> Set.of("taken_total"));

    assertThat(names()).doesNotContain("taken_total");
    assertThat(agent.log()).contains("taken_total is left out");
  }

  @Test
  void itIsOffByDefault() {
    assertThat(new MicrometerInstrumentation().defaultEnabled()).isFalse();
    assertThat(Settings.find("otel.instrumentation.micrometer.enabled")).isEqualTo("true");
  }
}
