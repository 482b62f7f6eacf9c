/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a rule says of panels and alerts, which only the commands use. */
final class PanelReader {
  private static final List<String> PANEL_KEYS = Arrays.asList("query", "by", "title");
  private static final List<String> ALERT_KEYS = Arrays.asList("when", "for", "severity");
  private static final String[] COMPARISONS = {"==", "!=", "<=", ">=", "<", ">"};
  private static final String[] UNITS = {"ms", "s", "m", "h", "d"};
  private static final int MOST_LABELS = 16;

  private final Definition metric;
  private final NodeReader values;

  private PanelReader(Definition metric, NodeReader values) {
    this.metric = metric;
    this.values = values;
  }

  /** Reads both, where they are. */
  static void read(Definition metric, NodeReader values) {
    PanelReader reader = new PanelReader(metric, values);
    Node.Fields panel = reader.map("panel", PANEL_KEYS);
    if (panel != null) {
      metric.panel = reader.panel(panel);
    }
    Node.Fields alert = reader.map("alert", ALERT_KEYS);
    if (alert != null) {
      metric.alert = reader.alert(alert);
    }
  }

  private Node.@Nullable Fields map(String key, List<String> known) {
    Node node = metric.body.get(key);
    if (node instanceof Node.Fields) {
      values.unknownKeys((Node.Fields) node, known, " in " + key);
      return (Node.Fields) node;
    }
    if (node != null) {
      values.problems().error(node, key + " must be a map, not " + node.kind());
    }
    return null;
  }

  private @Nullable Panel panel(Node.Fields fields) {
    Node.Text query = values.text(fields, "query");
    String word = query == null ? MetricQuery.words(metric.type).get(0) : query.text;
    List<String> by = new ArrayList<>();
    for (Node.Text label : values.texts(fields, "by", MOST_LABELS)) {
      if (metric.label(label.text) == null) {
        error(label, "'" + label.text + "' is no label of this rule" + suggestion(label.text));
      }
      by.add(label.text);
    }
    String title = values.string(fields, "title");
    if (title == null) {
      title = metric.help == null ? metric.name : metric.help;
    }
    return query == null || isKnown(word, query)
        ? new Panel(title, word, MetricQuery.promQl(metric, word, "$__rate_interval", by), by)
        : null;
  }

  private String suggestion(String label) {
    List<String> known = new ArrayList<>();
    for (Definition.LabelText one : metric.labels) {
      known.add(one.name.text);
    }
    return Suggestion.quoted(label, known);
  }

  private boolean isKnown(String word, Node.Text place) {
    List<String> words = MetricQuery.words(metric.type);
    if (words.contains(word)) {
      return true;
    }
    error(
        place,
        "'"
            + word
            + "' cannot be asked of this type; there is "
            + String.join(", ", words)
            + Suggestion.quoted(word, words));
    return false;
  }

  private @Nullable Alert alert(Node.Fields fields) {
    Node.Text when = values.text(fields, "when");
    Node.Text duration = values.text(fields, "for");
    String severity = values.string(fields, "severity");
    if (duration != null && !isTime(duration.text)) {
      error(duration, "for is a time such as 30s, 10m or 1h");
    }
    if (when == null) {
      if (fields.get("when") == null) {
        error(metric.key, "the alert of '" + metric.name + "' has no when");
      }
      return null;
    }
    String expression = condition(when);
    return expression == null
        ? null
        : new Alert(
            when.text,
            expression,
            duration == null ? null : duration.text,
            severity == null ? "warning" : severity);
  }

  /** A word, maybe with a time in parentheses, a comparison and a number. */
  private @Nullable String condition(Node.Text when) {
    String text = when.text;
    String comparison = null;
    int at = -1;
    for (int i = 0; i < COMPARISONS.length && at < 0; i++) {
      comparison = COMPARISONS[i];
      at = text.indexOf(comparison);
    }
    String asked = at < 0 ? text : text.substring(0, at).trim();
    String limit = at < 0 ? "" : text.substring(at + String.valueOf(comparison).length()).trim();
    int open = asked.indexOf('(');
    String word = open < 0 ? asked : asked.substring(0, open).trim();
    String range = open < 0 || !asked.endsWith(")") ? "" : inside(asked, open);
    boolean wellFormed =
        at > 0
            && isNumber(limit)
            && (open < 0 || isTime(range))
            && !(open >= 0 && word.equals("value"));
    if (!wellFormed) {
      error(
          when,
          "when is such as "
              + (MetricQuery.words(metric.type).contains("value")
                  ? "value > 100"
                  : "rate(10m) == 0")
              + ", not '"
              + text
              + "'");
      return null;
    }
    return isKnown(word, when)
        ? MetricQuery.promQl(
                metric, word, range.isEmpty() ? "5m" : range, Collections.<String>emptyList())
            + " "
            + comparison
            + " "
            + limit
        : null;
  }

  private static String inside(String asked, int open) {
    return asked.substring(open + 1, asked.length() - 1).trim();
  }

  private static boolean isNumber(String text) {
    double number = NodeReader.number(text);
    return !Double.isNaN(number)
        && !Double.isInfinite(number)
        && !text.endsWith("f")
        && !text.endsWith("d");
  }

  private static boolean isTime(String text) {
    for (String unit : UNITS) {
      if (text.endsWith(unit) && text.length() > unit.length()) {
        boolean whole = true;
        for (int i = 0; i < text.length() - unit.length(); i++) {
          whole &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (whole && text.charAt(0) != '0') {
          return true;
        }
      }
    }
    return false;
  }

  private void error(Node place, String message) {
    values.problems().error(place, message);
  }
}
