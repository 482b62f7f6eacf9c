/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import io.obsagent.core.catalogue.Catalogue;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The metrics of the agent under test. */
final class Metrics {
  private SdkMeterProvider provider;
  private Catalogue.Installation installed;
  private Reader reader;
  private final Map<String, Double> before = new HashMap<>();

  void install() {
    reader = new Reader();
    Catalogue catalogue = Catalogue.load(List.of("realstaging"), List.of());
    provider =
        SdkMeterProvider.builder()
            .registerMetricReader(reader)
            .registerMetricProducer(catalogue)
            .build();
    installed = catalogue.install();
  }

  /**
   * Remembers what counters stand at, so that a test sees only what it adds; gauges show their
   * value.
   */
  void reset() {
    before.clear();
    for (MetricData metric : collect()) {
      boolean gauge =
          metric.getType() == MetricDataType.LONG_GAUGE
              || metric.getType() == MetricDataType.DOUBLE_GAUGE;
      if (!gauge) {
        for (MetricAssert.Series series : MetricAssert.Series.of(metric)) {
          before.put(metric.getName() + series.attributes, series.value);
          before.put(metric.getName() + "_count" + series.attributes, (double) series.count);
        }
      }
    }
  }

  double before(String name, Attributes attributes) {
    return before.getOrDefault(name + attributes, 0.0);
  }

  Collection<MetricData> collect() {
    return reader == null ? List.of() : reader.collect();
  }

  void close() {
    installed.close();
    provider.close();
  }
}
