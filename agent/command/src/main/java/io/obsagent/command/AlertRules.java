/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Alert;
import io.obsagent.core.catalogue.Metric;
import java.util.List;

/** A file of alerting rules for Prometheus. */
final class AlertRules {
  private AlertRules() {}

  /** The file. */
  static String of(List<Metric> metrics) {
    StringBuilder yaml = new StringBuilder("groups:\n  - name: obs-rules\n    rules:\n");
    for (Metric metric : metrics) {
      Alert alert = metric.alert();
      if (alert != null) {
        line(yaml, "      - alert: ", name(metric.name()));
        line(yaml, "        expr: ", alert.expression());
        if (alert.duration() != null) {
          line(yaml, "        for: ", alert.duration());
        }
        yaml.append("        labels:\n");
        line(yaml, "          severity: ", alert.severity());
        yaml.append("        annotations:\n");
        line(
            yaml,
            "          summary: ",
            metric.help().isEmpty() ? metric.name() + ": " + alert.when() : metric.help());
        line(yaml, "          description: ", metric.name() + ": " + alert.when());
      }
    }
    return yaml.toString();
  }

  /** {@code checkout_value_eur} as {@code CheckoutValueEur}. */
  private static String name(String metric) {
    StringBuilder name = new StringBuilder(metric.length());
    boolean first = true;
    for (int i = 0; i < metric.length(); i++) {
      char c = metric.charAt(i);
      if (c != '_') {
        name.append(first ? Character.toUpperCase(c) : c);
      }
      first = c == '_';
    }
    return name.toString();
  }

  /** Quoted, so that nothing in it is YAML; what Prometheus would take for a template is not. */
  private static void line(StringBuilder yaml, String key, String value) {
    yaml.append(key).append('\'').append(plain(value)).append("'\n");
  }

  private static String plain(String value) {
    return value.replace("'", "''").replace("{{", "{ {").replace('\n', ' ');
  }
}
