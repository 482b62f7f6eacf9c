/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a metrics page tells of one rule. Immutable. */
final class Explanation {
  private static final String EVALUATIONS = "obs_rule_evaluations_total";

  private final String rule;
  private final @Nullable Metric metric;
  private final int series;
  private final @Nullable Double evaluations;
  private final Map<String, Double> skipped = new LinkedHashMap<>();
  private double overflowed;

  private Explanation(
      String rule, @Nullable Metric metric, int series, @Nullable Double evaluations) {
    this.rule = rule;
    this.metric = metric;
    this.series = series;
    this.evaluations = evaluations;
  }

  /**
   * Reads a page.
   *
   * @param metric the rule as it is declared; null when that is not known
   * @return null when neither declaration nor page knows the rule
   */
  static @Nullable Explanation of(String rule, @Nullable Metric metric, Samples samples) {
    int series = Math.max(samples.named(rule).size(), samples.named(rule.concat("_count")).size());
    Double evaluations = samples.named(EVALUATIONS).isEmpty() ? null : Double.valueOf(0);
    boolean known = metric != null || series > 0;
    for (Samples.Sample sample : samples.named(EVALUATIONS)) {
      if (rule.equals(sample.labels.get("rule"))) {
        evaluations = sample.value;
        known = true;
      }
    }
    Explanation explanation = new Explanation(rule, metric, series, evaluations);
    for (Samples.Sample sample : samples.named("obs_rule_skipped_total")) {
      if (rule.equals(sample.labels.get("rule"))) {
        explanation.skipped.put(sample.labels.getOrDefault("reason", "unknown"), sample.value);
        known = true;
      }
    }
    for (Samples.Sample sample : samples.named("obs_rule_overflow_total")) {
      if (rule.equals(sample.labels.get("rule"))) {
        explanation.overflowed = sample.value;
        known = true;
      }
    }
    return known ? explanation : null;
  }

  /** For a terminal. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        metric == null ? rule : rule + " on " + metric.source() + " (" + metric.system() + ")");
    lines.add("  series on the page: " + series);
    lines.add("  evaluations: " + (evaluations == null ? "not told" : count(evaluations)));
    for (Map.Entry<String, Double> entry : skipped.entrySet()) {
      lines.add("  skipped " + times(entry.getValue()) + ": " + meaning(entry.getKey()));
    }
    if (overflowed > 0) {
      lines.add("  recorded under _other for want of room " + times(overflowed));
    }
    lines.add(verdict());
    return lines;
  }

  /** For programs. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("rule", rule);
    json.put("source", metric == null ? null : metric.source());
    json.put("series", series);
    json.put("evaluations", evaluations);
    json.put("skipped", skipped);
    json.put("overflowed", overflowed);
    json.put("verdict", verdict());
    return json;
  }

  private String verdict() {
    if (metric != null && metric.unavailable() != null) {
      return "It is never emitted: " + metric.unavailable() + ".";
    }
    if (series > 0) {
      return "It is not silent.";
    }
    if (!skipped.isEmpty()) {
      return "It is silent because all that it saw was skipped.";
    }
    if (evaluations == null) {
      return "The page has no "
          + EVALUATIONS
          + ", so it cannot be said whether the rule ever saw anything; nothing was skipped.";
    }
    if (evaluations == 0) {
      return "It is silent because nothing that it is on has happened yet"
          + (metric == null ? "." : ": no " + metric.source() + ".");
    }
    return "It saw something and skipped nothing, but has no series: its `when` was false each time.";
  }

  private static String meaning(String reason) {
    switch (reason) {
      case "null":
        return "its value was null";
      case "nan":
        return "its value was not a number";
      case "negative":
        return "a counter's value was negative";
      case "error":
        return "the rule failed; the agent's log has the error";
      case "suspended":
        return "the rule rested after ten failures in a minute";
      case "when":
        return "its `when` was false";
      default:
        return reason;
    }
  }

  private static String times(double number) {
    return number == 1 ? "once" : count(number) + " times";
  }

  private static String count(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
