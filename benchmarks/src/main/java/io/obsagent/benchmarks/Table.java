/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures by name and variant, shown as medians and as what each agent adds. */
final class Table {
  private final Map<String, EnumMap<Variant, List<Double>>> figures = new LinkedHashMap<>();

  void add(String name, Variant variant, double value) {
    figures
        .computeIfAbsent(name, key -> new EnumMap<>(Variant.class))
        .computeIfAbsent(variant, key -> new ArrayList<>())
        .add(value);
  }

  private static double median(List<Double> values) {
    if (values == null || values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("| figure | no agent | obs-agent adds | OpenTelemetry adds |\n|---|---|---|---|\n");
    figures.forEach(
        (name, row) -> {
          double none = median(row.get(Variant.NONE));
          double base = Double.isNaN(none) ? 0 : none;
          text.append("| ").append(name).append(" | ").append(number(none));
          for (Variant variant : new Variant[] {Variant.OURS, Variant.STOCK}) {
            text.append(" | ").append(number(median(row.get(variant)) - base));
          }
          text.append(" |\n");
        });
    return text.toString();
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return Math.abs(value) >= 100
        ? String.format("%,.0f", value)
        : String.format(Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
  }
}
