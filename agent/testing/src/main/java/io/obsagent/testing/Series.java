/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import java.util.ArrayList;
import java.util.List;

/**
 * One series of a metric at one moment.
 *
 * @param value of a histogram or summary the sum
 * @param count of a histogram or summary, else 0
 * @param isGauge whether the value stands for itself and does not add up over time
 */
record Series(String metric, Attributes attributes, double value, long count, boolean isGauge) {
  static List<Series> of(MetricData metric) {
    String name = metric.getName();
    List<Series> all = new ArrayList<>();
    for (LongPointData p : metric.getLongSumData().getPoints()) {
      all.add(new Series(name, p.getAttributes(), p.getValue(), 0, false));
    }
    for (DoublePointData p : metric.getDoubleSumData().getPoints()) {
      all.add(new Series(name, p.getAttributes(), p.getValue(), 0, false));
    }
    for (LongPointData p : metric.getLongGaugeData().getPoints()) {
      all.add(new Series(name, p.getAttributes(), p.getValue(), 0, true));
    }
    for (DoublePointData p : metric.getDoubleGaugeData().getPoints()) {
      all.add(new Series(name, p.getAttributes(), p.getValue(), 0, true));
    }
    for (HistogramPointData p : metric.getHistogramData().getPoints()) {
      all.add(new Series(name, p.getAttributes(), p.getSum(), p.getCount(), false));
    }
    for (SummaryPointData p : metric.getSummaryData().getPoints()) {
      all.add(new Series(name, p.getAttributes(), p.getSum(), p.getCount(), false));
    }
    return all;
  }

  /** What tells it from the others. */
  String key() {
    return metric + attributes;
  }
}
