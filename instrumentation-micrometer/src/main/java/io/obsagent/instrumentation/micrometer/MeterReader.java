/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.concurrent.TimeUnit;

/** Reads a meter's values as Micrometer's own registry for Prometheus names them. */
final class MeterReader {
  private static final AttributeKey<String> STATISTIC = AttributeKey.stringKey("statistic");
  private static final String SECONDS = "s";

  private MeterReader() {}

  static void read(Meter meter, Families families) {
    Meter.Id id = meter.getId();
    String name = PrometheusName.of(id.getName());
    String about = id.getDescription() == null ? "" : id.getDescription();
    Attributes tags = tags(id);
    if (meter instanceof Counter) {
      double count = ((Counter) meter).count();
      families.sum(counter(name, id), about, unit(id), tags, count);
    } else if (meter instanceof FunctionCounter) {
      double count = ((FunctionCounter) meter).count();
      families.sum(counter(name, id), about, unit(id), tags, count);
    } else if (meter instanceof Timer) {
      Timer timer = (Timer) meter;
      families.distribution(
          seconds(name),
          about,
          SECONDS,
          tags,
          timer.totalTime(TimeUnit.SECONDS),
          timer.max(TimeUnit.SECONDS),
          timer.takeSnapshot(),
          TimeUnit.SECONDS);
    } else if (meter instanceof FunctionTimer) {
      FunctionTimer timer = (FunctionTimer) meter;
      families.summary(
          seconds(name),
          about,
          SECONDS,
          tags,
          (long) timer.count(),
          timer.totalTime(TimeUnit.SECONDS));
    } else if (meter instanceof LongTaskTimer) {
      LongTaskTimer timer = (LongTaskTimer) meter;
      String base = seconds(name);
      families.gauge(base + "_active_count", about, "", tags, timer.activeTasks());
      families.gauge(
          base + "_duration_sum", about, SECONDS, tags, timer.duration(TimeUnit.SECONDS));
      families.gauge(base + "_max", about, SECONDS, tags, timer.max(TimeUnit.SECONDS));
    } else if (meter instanceof DistributionSummary) {
      DistributionSummary summary = (DistributionSummary) meter;
      families.distribution(
          withUnit(name, id),
          about,
          unit(id),
          tags,
          summary.totalAmount(),
          summary.max(),
          summary.takeSnapshot(),
          null);
    } else if (meter instanceof TimeGauge) {
      double value = ((TimeGauge) meter).value(TimeUnit.SECONDS);
      families.gauge(seconds(name), about, SECONDS, tags, value);
    } else if (meter instanceof Gauge) {
      families.gauge(withUnit(name, id), about, unit(id), tags, ((Gauge) meter).value());
    } else {
      measurements(meter, withUnit(name, id), about, tags, families);
    }
  }

  private static void measurements(
      Meter meter, String name, String about, Attributes tags, Families families) {
    for (Measurement measurement : meter.measure()) {
      Statistic statistic = measurement.getStatistic();
      Attributes all =
          tags.toBuilder().put(STATISTIC, statistic.getTagValueRepresentation()).build();
      families.gauge(name, about, unit(meter.getId()), all, measurement.getValue());
    }
  }

  private static Attributes tags(Meter.Id id) {
    AttributesBuilder tags = Attributes.builder();
    for (Tag tag : id.getTags()) {
      tags.put(PrometheusName.of(tag.getKey()), tag.getValue());
    }
    return tags.build();
  }

  private static String unit(Meter.Id id) {
    return id.getBaseUnit() == null ? "" : id.getBaseUnit();
  }

  private static String counter(String name, Meter.Id id) {
    String named = withUnit(name, id);
    return named.endsWith("_total") ? named : named.concat("_total");
  }

  private static String withUnit(String name, Meter.Id id) {
    String unit = PrometheusName.of(unit(id));
    return unit(id).isEmpty() || name.endsWith("_".concat(unit)) || name.endsWith("_total")
        ? name
        : name + "_" + unit;
  }

  private static String seconds(String name) {
    return name.endsWith("_seconds") ? name : name.concat("_seconds");
  }
}
