/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was recorded under one metric's name since the test began. */
public final class MetricAssert {
  private final String name;
  private final Metrics metrics;
  private final Map<String, String> labels = new LinkedHashMap<>();

  MetricAssert(String name, Metrics metrics) {
    this.name = name;
    this.metrics = metrics;
  }

  /** Looks only at series with this label. */
  public MetricAssert with(String label, String value) {
    labels.put(label, value);
    return this;
  }

  /** Asserts the sum of a counter, up-down counter or gauge over the series looked at. */
  public MetricAssert hasValue(double value) {
    assertThat(value()).as("%s%s", name, labels).isEqualTo(value);
    return this;
  }

  /** Asserts how many values a histogram took over the series looked at. */
  public MetricAssert hasCount(long count) {
    assertThat(count()).as("count of %s%s", name, labels).isEqualTo(count);
    return this;
  }

  /** Asserts that nothing was recorded in the series looked at. */
  public MetricAssert isAbsent() {
    assertThat(series()).as("%s%s", name, labels).isEmpty();
    return this;
  }

  /** The sum of the values. */
  public double value() {
    double sum = 0;
    for (Series series : series()) {
      sum += series.value - metrics.before(name, series.attributes);
    }
    return sum;
  }

  /** The number of values that a histogram took. */
  public long count() {
    long sum = 0;
    for (Series series : series()) {
      sum += series.count - (long) metrics.before(name + "_count", series.attributes);
    }
    return sum;
  }

  private List<Series> series() {
    List<Series> found = new ArrayList<>();
    for (MetricData metric : metrics.collect()) {
      if (metric.getName().equals(name)) {
        for (Series series : Series.of(metric)) {
          if (matches(series.attributes)) {
            found.add(series);
          }
        }
      }
    }
    return found;
  }

  private boolean matches(Attributes attributes) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!label.getValue().equals(attributes.get(AttributeKey.stringKey(label.getKey())))) {
        return false;
      }
    }
    return true;
  }

  /** One series of a metric at one moment. */
  static final class Series {
    final Attributes attributes;
    final double value;
    final long count;

    private Series(Attributes attributes, double value, long count) {
      this.attributes = attributes;
      this.value = value;
      this.count = count;
    }

    static List<Series> of(MetricData metric) {
      List<Series> all = new ArrayList<>();
      switch (metric.getType()) {
        case LONG_SUM:
          metric
              .getLongSumData()
              .getPoints()
              .forEach(p -> all.add(new Series(p.getAttributes(), p.getValue(), 0)));
          break;
        case DOUBLE_SUM:
          metric
              .getDoubleSumData()
              .getPoints()
              .forEach(p -> all.add(new Series(p.getAttributes(), p.getValue(), 0)));
          break;
        case LONG_GAUGE:
          metric
              .getLongGaugeData()
              .getPoints()
              .forEach(p -> all.add(new Series(p.getAttributes(), p.getValue(), 0)));
          break;
        case DOUBLE_GAUGE:
          metric
              .getDoubleGaugeData()
              .getPoints()
              .forEach(p -> all.add(new Series(p.getAttributes(), p.getValue(), 0)));
          break;
        case HISTOGRAM:
          for (HistogramPointData point : metric.getHistogramData().getPoints()) {
            all.add(new Series(point.getAttributes(), point.getSum(), point.getCount()));
          }
          break;
        case SUMMARY:
          metric
              .getSummaryData()
              .getPoints()
              .forEach(p -> all.add(new Series(p.getAttributes(), p.getSum(), p.getCount())));
          break;
        default:
          break;
      }
      return all;
    }
  }
}
