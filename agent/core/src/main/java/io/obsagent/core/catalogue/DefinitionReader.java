/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the definitions of one file, and reports all that is wrong with their form. */
final class DefinitionReader {
  private static final List<String> TOP_KEYS = Arrays.asList("version", "defaults", "metrics");
  private static final List<String> DEFAULT_KEYS = Arrays.asList("max_series", "max_values");
  private static final List<String> METRIC_KEYS =
      Arrays.asList(
          "help",
          "type",
          "unit",
          "buckets",
          "on",
          "when",
          "value",
          "labels",
          "max_series",
          "max_values",
          "alias_of",
          "override",
          "enabled",
          "unavailable");
  private static final List<String> LABEL_KEYS = Arrays.asList("from", "map", "allow", "pii");
  private static final List<String> TYPES =
      Arrays.asList("counter", "histogram", "gauge", "updown");

  /** The one type that only what the agent measures itself has. */
  static final String SUMMARY = "summary";

  private static final int MOST_SERIES = 500;
  private static final int MOST_VALUES = 50;

  /** The SDK keeps 2,000 series of a metric and would drop the labels of more. */
  private static final int SERIES_LIMIT = 1900;

  private static final int MOST_LABELS = 16;
  private static final int MOST_METRICS = 1000;
  private static final int MOST_BUCKETS = 100;
  private static final List<String> PERSONAL =
      Arrays.asList(
          "email",
          "mail",
          "token",
          "password",
          "passwd",
          "secret",
          "ssn",
          "phone",
          "iban",
          "jwt",
          "cookie",
          "apikey");

  private final String system;
  private final Problems problems;
  private int mostSeries = MOST_SERIES;
  private int mostValues = MOST_VALUES;

  private DefinitionReader(String system, Problems problems) {
    this.system = system;
    this.problems = problems;
  }

  /** The definitions without errors. */
  static List<Definition> read(@Nullable Node root, String system, Problems problems) {
    DefinitionReader reader = new DefinitionReader(system, problems);
    List<Definition> definitions = new ArrayList<>();
    if (root instanceof Node.Fields) {
      reader.file((Node.Fields) root, definitions);
    } else if (root != null) {
      problems.error(root, "a rule file is a map with version and metrics, not " + root.kind());
    }
    return definitions;
  }

  private void file(Node.Fields root, List<Definition> definitions) {
    unknownKeys(root, TOP_KEYS, "");
    Node version = root.get("version");
    if (version != null && !(isText(version) && ((Node.Text) version).text.equals("1"))) {
      problems.error(version, "this agent reads version: 1");
    }
    Node defaults = root.get("defaults");
    if (defaults instanceof Node.Fields) {
      unknownKeys((Node.Fields) defaults, DEFAULT_KEYS, " in defaults");
      mostSeries = limit((Node.Fields) defaults, "max_series", MOST_SERIES);
      mostValues = limit((Node.Fields) defaults, "max_values", MOST_VALUES);
    } else if (defaults != null) {
      problems.error(defaults, "defaults must be a map, not " + defaults.kind());
    }
    Node metrics = root.get("metrics");
    if (metrics instanceof Node.Fields) {
      metrics((Node.Fields) metrics, definitions);
    } else if (metrics != null && !isEmpty(metrics)) {
      problems.error(metrics, "metrics must be a map, not " + metrics.kind());
    }
  }

  private void metrics(Node.Fields metrics, List<Definition> definitions) {
    for (int i = 0; i < metrics.keys.size(); i++) {
      int before = problems.count();
      Node.Text key = metrics.keys.get(i);
      Node body = metrics.values.get(i);
      if (definitions.size() == MOST_METRICS) {
        problems.error(key, "more than " + MOST_METRICS + " metrics");
        return;
      }
      if (!isName(key.text, false)) {
        problems.error(
            key,
            "'" + key.text + "' is not a name of letters, digits and _, beginning with a letter");
      } else if (!(body instanceof Node.Fields)) {
        problems.error(body, "metric '" + key.text + "' must be a map, not " + body.kind());
      } else {
        Definition definition = new Definition(key.text, key, (Node.Fields) body, system, problems);
        metric(definition);
        if (problems.count() == before) {
          definitions.add(definition);
        }
      }
    }
  }

  private void metric(Definition metric) {
    Node.Fields body = metric.body;
    unknownKeys(body, METRIC_KEYS, " in metric '" + metric.name + "'");
    metric.help = string(body, "help");
    metric.unit = string(body, "unit");
    metric.unavailable = string(body, "unavailable");
    metric.on = text(body, "on");
    metric.when = text(body, "when");
    metric.value = text(body, "value");
    metric.aliasOf = text(body, "alias_of");
    metric.overrides = flag(body, "override", false);
    metric.enabled = flag(body, "enabled", true);
    metric.mostSeries = limit(body, "max_series", mostSeries);
    metric.mostValues = limit(body, "max_values", mostValues);
    Node.Text type = text(body, "type");
    if (type != null && !TYPES.contains(type.text) && !type.text.equals(SUMMARY)) {
      problems.error(
          type, "type '" + type.text + "' is not one of counter, histogram, gauge, updown");
    }
    metric.type = type == null ? null : type.text;
    buckets(metric);
    labels(metric);
    if (metric.aliasOf != null) {
      alone(metric);
    } else if (metric.enabled) {
      complete(metric);
    }
  }

  private void complete(Definition metric) {
    if (metric.type == null) {
      problems.error(metric.key, "metric '" + metric.name + "' has no type");
    }
    if (metric.on == null && metric.unavailable == null) {
      problems.error(metric.key, "metric '" + metric.name + "' has no source; say on: …");
    }
  }

  private void alone(Definition alias) {
    for (Node.Text key : alias.body.keys) {
      switch (key.text) {
        case "alias_of":
        case "help":
        case "override":
        case "enabled":
          break;
        default:
          if (METRIC_KEYS.contains(key.text)) {
            problems.error(
                key, "a second name has all else from the first; remove '" + key.text + "'");
          }
      }
    }
  }

  private void buckets(Definition metric) {
    Node node = metric.body.get("buckets");
    if (node == null) {
      return;
    }
    if (metric.type != null && !metric.type.equals("histogram")) {
      problems.error(node, "only a histogram has buckets");
      return;
    }
    if (!(node instanceof Node.Items)) {
      problems.error(node, "buckets must be a list of rising numbers, not " + node.kind());
      return;
    }
    List<Node> items = ((Node.Items) node).items;
    if (items.isEmpty() || items.size() > MOST_BUCKETS) {
      problems.error(node, "buckets must be 1 to " + MOST_BUCKETS + " rising numbers");
      return;
    }
    double[] buckets = new double[items.size()];
    for (int i = 0; i < buckets.length; i++) {
      Node item = items.get(i);
      buckets[i] = isText(item) ? number(((Node.Text) item).text) : Double.NaN;
      if (Double.isNaN(buckets[i]) || Double.isInfinite(buckets[i])) {
        problems.error(item, "buckets must be a list of rising numbers");
        return;
      }
      if (i > 0 && buckets[i] <= buckets[i - 1]) {
        problems.error(item, "buckets must rise: " + ((Node.Text) item).text);
        return;
      }
    }
    metric.buckets = buckets;
  }

  // ---- labels ----

  private void labels(Definition metric) {
    Node node = metric.body.get("labels");
    if (node == null) {
      return;
    }
    if (!(node instanceof Node.Fields)) {
      problems.error(node, "labels must be a map, not " + node.kind());
      return;
    }
    Node.Fields labels = (Node.Fields) node;
    if (labels.keys.size() > MOST_LABELS) {
      problems.error(node, "more than " + MOST_LABELS + " labels");
      return;
    }
    for (int i = 0; i < labels.keys.size(); i++) {
      Definition.LabelText label = label(metric, labels.keys.get(i), labels.values.get(i));
      if (label != null) {
        metric.labels.add(label);
      }
    }
  }

  private Definition.@Nullable LabelText label(Definition metric, Node.Text name, Node value) {
    boolean reserved =
        name.text.startsWith("__")
            || (name.text.equals("le") && "histogram".equals(metric.type))
            || (name.text.equals("quantile") && SUMMARY.equals(metric.type));
    if (reserved) {
      problems.error(name, "label '" + name.text + "' is Prometheus' own; take another name");
      return null;
    }
    if (!isName(name.text, true)) {
      problems.error(name, "label '" + name.text + "' is not a name of letters, digits and _");
      return null;
    }
    Node.Text from = null;
    Map<String, String> mapping = null;
    Set<String> allowed = null;
    boolean hashed = false;
    if (value instanceof Node.Fields) {
      Node.Fields fields = (Node.Fields) value;
      unknownKeys(fields, LABEL_KEYS, " in label '" + name.text + "'");
      from = text(fields, "from");
      mapping = mapping(fields);
      allowed = allowed(fields);
      hashed = hashed(fields);
      if (fields.get("from") == null) {
        problems.error(name, "label '" + name.text + "' does not say from what");
      }
    } else if (isText(value) && !isEmpty(value)) {
      from = (Node.Text) value;
    } else {
      problems.error(value, "label '" + name.text + "' must be an expression or a map with from");
    }
    if (!hashed && isPersonal(name.text)) {
      problems.error(name, "label '" + name.text + "' looks personal; set pii: hash or remove it");
    }
    return from == null ? null : new Definition.LabelText(name, from, mapping, allowed, hashed);
  }

  private @Nullable Map<String, String> mapping(Node.Fields label) {
    Node node = label.get("map");
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Fields)) {
      problems.error(node, "map must be a map from value to value, not " + node.kind());
      return null;
    }
    Node.Fields fields = (Node.Fields) node;
    Map<String, String> mapping = new LinkedHashMap<>();
    for (int i = 0; i < fields.keys.size(); i++) {
      Node to = fields.values.get(i);
      if (isText(to)) {
        mapping.put(fields.keys.get(i).text, ((Node.Text) to).text);
      } else {
        problems.error(to, "a value is mapped to a text, not to " + to.kind());
      }
    }
    return mapping;
  }

  private @Nullable Set<String> allowed(Node.Fields label) {
    Node node = label.get("allow");
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Items)) {
      problems.error(node, "allow must be a list of values, not " + node.kind());
      return null;
    }
    Set<String> allowed = new HashSet<>();
    for (Node item : ((Node.Items) node).items) {
      if (isText(item)) {
        allowed.add(((Node.Text) item).text);
      } else {
        problems.error(item, "allow must be a list of values, but has " + item.kind());
      }
    }
    return allowed;
  }

  private boolean hashed(Node.Fields label) {
    Node node = label.get("pii");
    if (node == null) {
      return false;
    }
    if (!isText(node) || !((Node.Text) node).text.equals("hash")) {
      problems.error(node, "pii can only be hash");
    }
    return true;
  }

  private static boolean isPersonal(String label) {
    String name = label.toLowerCase(Locale.ROOT);
    int begin = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '_') {
        if (PERSONAL.contains(name.substring(begin, i))) {
          return true;
        }
        begin = i + 1;
      }
    }
    return PERSONAL.contains(name.replace("_", ""));
  }

  // ---- values ----

  private void unknownKeys(Node.Fields fields, List<String> known, String where) {
    for (Node.Text key : fields.keys) {
      if (!known.contains(key.text)) {
        problems.error(
            key, "unknown key '" + key.text + "'" + where + Suggestion.quoted(key.text, known));
      }
    }
  }

  private Node.@Nullable Text text(Node.Fields fields, String name) {
    Node node = fields.get(name);
    if (node == null) {
      return null;
    }
    if (!isText(node)) {
      problems.error(node, name + " must be a text, not " + node.kind());
      return null;
    }
    if (isEmpty(node)) {
      problems.error(node, name + " is empty");
      return null;
    }
    return (Node.Text) node;
  }

  private @Nullable String string(Node.Fields fields, String name) {
    Node.Text text = text(fields, name);
    return text == null ? null : text.text;
  }

  private boolean flag(Node.Fields fields, String name, boolean otherwise) {
    Node.Text text = text(fields, name);
    if (text == null) {
      return otherwise;
    }
    if (!text.text.equals("true") && !text.text.equals("false")) {
      problems.error(text, name + " is true or false, not '" + text.text + "'");
    }
    return text.text.equals("true");
  }

  private int limit(Node.Fields fields, String name, int otherwise) {
    Node.Text text = text(fields, name);
    if (text == null) {
      return otherwise;
    }
    double number = number(text.text);
    if (number >= 1 && number <= SERIES_LIMIT && number == Math.rint(number)) {
      return (int) number;
    }
    problems.error(text, name + " is a whole number from 1 to " + SERIES_LIMIT);
    return otherwise;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static boolean isText(Node node) {
    return node instanceof Node.Text;
  }

  private static boolean isEmpty(Node node) {
    return isText(node) && ((Node.Text) node).text.isEmpty();
  }

  private static boolean isName(String text, boolean label) {
    if (text.isEmpty() || text.length() > 200) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean later = i > 0 && ((c >= '0' && c <= '9') || c == '_');
      if (!letter && !later && !(label && c == '_')) {
        return false;
      }
    }
    return true;
  }
}
