/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What was recorded under one metric's name since the test began. */
public final class MetricAssert {
  private final String name;
  private final Supplier<List<Series>> now;
  private final Map<String, Series> before;
  private final Map<String, String> labels = new LinkedHashMap<>();

  MetricAssert(String name, Supplier<List<Series>> now, Map<String, Series> before) {
    this.name = name;
    this.now = now;
    this.before = before;
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

  /** The sum of the values; of counters and histograms, what the test added. */
  public double value() {
    double sum = 0;
    for (Series series : series()) {
      Series earlier = before.get(series.key());
      sum += series.value() - (earlier == null || series.isGauge() ? 0 : earlier.value());
    }
    return sum;
  }

  /** The number of values that a histogram took. */
  public long count() {
    long sum = 0;
    for (Series series : series()) {
      Series earlier = before.get(series.key());
      sum += series.count() - (earlier == null ? 0 : earlier.count());
    }
    return sum;
  }

  private List<Series> series() {
    List<Series> found = new ArrayList<>();
    for (Series series : now.get()) {
      if (series.metric().equals(name) && matches(series)) {
        found.add(series);
      }
    }
    return found;
  }

  private boolean matches(Series series) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!label
          .getValue()
          .equals(series.attributes().get(AttributeKey.stringKey(label.getKey())))) {
        return false;
      }
    }
    return true;
  }
}
