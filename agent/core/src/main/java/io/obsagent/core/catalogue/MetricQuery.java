/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a panel or an alert asks of a metric, and how Prometheus is asked for it. */
final class MetricQuery {
  private static final List<String> OF_COUNTS = Arrays.asList("rate", "increase");
  private static final List<String> OF_HISTOGRAMS =
      Arrays.asList("rate", "increase", "average", "p50", "p75", "p90", "p95", "p99");
  private static final List<String> OF_VALUES = Collections.singletonList("value");

  private MetricQuery() {}

  /** The words that say what to ask of a type of metric; the first is what is mostly asked. */
  static List<String> words(@Nullable String type) {
    switch (String.valueOf(type)) {
      case "counter":
        return OF_COUNTS;
      case "gauge":
      case "updown":
      case "summary":
        return OF_VALUES;
      default:
        return OF_HISTOGRAMS;
    }
  }

  /**
   * The expression in PromQL.
   *
   * @param word one of {@link #words}
   * @param range such as {@code 5m}
   * @param by the labels to group by
   */
  static String promQl(Definition metric, String word, String range, List<String> by) {
    String name = metric.name;
    String in = "[" + range + "]";
    String count = "histogram".equals(metric.type) ? name + "_count" : name;
    switch (word) {
      case "value":
        return sum(by, "") + "(" + name + ")";
      case "rate":
      case "increase":
        return sum(by, "") + "(" + word + "(" + count + in + "))";
      case "average":
        return sum(by, "")
            + "(rate("
            + name
            + "_sum"
            + in
            + ")) / "
            + sum(by, "")
            + "(rate("
            + count
            + in
            + "))";
      default:
        return "histogram_quantile(0."
            + word.substring(1)
            + ", "
            + sum(by, "le")
            + "(rate("
            + name
            + "_bucket"
            + in
            + ")))";
    }
  }

  private static String sum(List<String> by, String first) {
    String labels = String.join(", ", by);
    String all = first.isEmpty() || labels.isEmpty() ? first + labels : first + ", " + labels;
    return all.isEmpty() ? "sum" : "sum by (" + all + ") ";
  }
}
