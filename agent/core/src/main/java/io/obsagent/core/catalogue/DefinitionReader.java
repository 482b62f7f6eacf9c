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
  private static final List<String> TOP_KEYS =
      Arrays.asList("version", "defaults", "metrics", "operations");
  private static final List<String> DEFAULT_KEYS = Arrays.asList("max_series", "max_values");
  private static final List<String> METRIC_KEYS =
      Arrays.asList(
          "help",
          "type",
          "unit",
          "buckets",
          "on",
          "up",
          "down",
          "every",
          "when",
          "once",
          "value",
          "distinct",
          "window",
          "labels",
          "span",
          "mdc",
          "panel",
          "alert",
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

  private static final int MOST_LABELS = 16;
  private static final int MOST_SOURCES = 16;
  private static final long WINDOW_NANOS = 300_000_000_000L;
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
  private final NodeReader values;
  private int mostSeries = MOST_SERIES;
  private int mostValues = MOST_VALUES;

  private DefinitionReader(String system, Problems problems) {
    this.system = system;
    this.problems = problems;
    this.values = new NodeReader(problems);
  }

  /** The definitions, those with errors apart. */
  static RuleSet read(@Nullable Node root, String system, Problems problems) {
    DefinitionReader reader = new DefinitionReader(system, problems);
    RuleSet rules = new RuleSet();
    if (root instanceof Node.Fields) {
      reader.file((Node.Fields) root, rules);
    } else if (root != null) {
      problems.error(root, "a rule file is a map with version and metrics, not " + root.kind());
    }
    return rules;
  }

  private void file(Node.Fields root, RuleSet rules) {
    values.unknownKeys(root, TOP_KEYS, "");
    Node version = root.get("version");
    if (version != null
        && !(NodeReader.isText(version) && ((Node.Text) version).text.equals("1"))) {
      problems.error(version, "this agent reads version: 1");
    }
    Node defaults = root.get("defaults");
    if (defaults instanceof Node.Fields) {
      values.unknownKeys((Node.Fields) defaults, DEFAULT_KEYS, " in defaults");
      mostSeries = values.limit((Node.Fields) defaults, "max_series", MOST_SERIES);
      mostValues = values.limit((Node.Fields) defaults, "max_values", MOST_VALUES);
    } else if (defaults != null) {
      problems.error(defaults, "defaults must be a map, not " + defaults.kind());
    }
    Node operations = root.get("operations");
    if (operations instanceof Node.Fields) {
      new OperationReader(system, values).read((Node.Fields) operations, rules.operations);
    } else if (operations != null && !NodeReader.isEmpty(operations)) {
      problems.error(operations, "operations must be a map, not " + operations.kind());
    }
    Node metrics = root.get("metrics");
    if (metrics instanceof Node.Fields) {
      metrics((Node.Fields) metrics, rules);
    } else if (metrics != null && !NodeReader.isEmpty(metrics)) {
      problems.error(metrics, "metrics must be a map, not " + metrics.kind());
    }
  }

  private void metrics(Node.Fields metrics, RuleSet rules) {
    for (int i = 0; i < metrics.keys.size(); i++) {
      int before = problems.count();
      Node.Text key = metrics.keys.get(i);
      Node body = metrics.values.get(i);
      if (rules.metrics.size() == MOST_METRICS) {
        problems.error(key, "more than " + MOST_METRICS + " metrics");
        return;
      }
      if (!NodeReader.isName(key.text, false)) {
        problems.error(
            key,
            "'" + key.text + "' is not a name of letters, digits and _, beginning with a letter");
      } else if (!(body instanceof Node.Fields)) {
        problems.error(body, "metric '" + key.text + "' must be a map, not " + body.kind());
      } else {
        Definition definition = new Definition(key.text, key, (Node.Fields) body, system, problems);
        metric(definition);
        (problems.count() == before ? rules.metrics : rules.faulty).add(definition);
      }
    }
  }

  private void metric(Definition metric) {
    Node.Fields body = metric.body;
    values.unknownKeys(body, METRIC_KEYS, " in metric '" + metric.name + "'");
    metric.help = values.string(body, "help");
    metric.unit = values.string(body, "unit");
    metric.unavailable = values.string(body, "unavailable");
    metric.when = values.text(body, "when");
    metric.once = values.text(body, "once");
    metric.value = values.text(body, "value");
    metric.distinct = values.text(body, "distinct");
    metric.aliasOf = values.text(body, "alias_of");
    metric.overrides = values.flag(body, "override", false);
    metric.enabled = values.flag(body, "enabled", true);
    metric.mostSeries = values.limit(body, "max_series", mostSeries);
    metric.mostValues = values.limit(body, "max_values", mostValues);
    Node.Text type = values.text(body, "type");
    if (type != null && !TYPES.contains(type.text) && !type.text.equals(SUMMARY)) {
      problems.error(
          type, "type '" + type.text + "' is not one of counter, histogram, gauge, updown");
    }
    metric.type = type == null ? null : type.text;
    sources(metric);
    times(metric);
    buckets(metric);
    labels(metric);
    shown(body, "span", metric, metric.span);
    shown(body, "mdc", metric, metric.mdc);
    if (body.get("panel") != null || body.get("alert") != null) {
      PanelReader.read(metric, values);
    }
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
    if (metric.on.isEmpty() && metric.down.isEmpty() && metric.unavailable == null) {
      problems.error(metric.key, "metric '" + metric.name + "' has no source; say on: …");
    }
  }

  private void sources(Definition metric) {
    Node.Fields body = metric.body;
    metric.on.addAll(values.texts(body, "on", MOST_SOURCES));
    Node.Text up = body.key("up");
    Node.Text down = body.key("down");
    if (up == null && down == null) {
      return;
    }
    if (!"updown".equals(metric.type)) {
      problems.error(up == null ? metric.key : up, "only an updown has up and down");
    } else if (up == null || down == null || body.key("on") != null) {
      problems.error(metric.key, "updown '" + metric.name + "' has up and down, or on and a value");
    }
    metric.on.addAll(values.texts(body, "up", MOST_SOURCES));
    metric.down.addAll(values.texts(body, "down", MOST_SOURCES));
  }

  private void times(Definition metric) {
    Node.Fields body = metric.body;
    metric.every = values.time(body, "every", 0);
    metric.window = values.time(body, "window", WINDOW_NANOS);
    Node.Text window = body.key("window");
    if (window != null && metric.distinct == null) {
      problems.error(window, "window goes with distinct");
    }
    Node.Text distinct = body.key("distinct");
    if (distinct != null && !"gauge".equals(metric.type)) {
      problems.error(distinct, "only a gauge counts distinct values");
    } else if (distinct != null && metric.value != null) {
      problems.error(distinct, "a gauge has a value or counts distinct ones; remove one of them");
    }
  }

  /** Names of labels, and for spans value, that are to be shown elsewhere too. */
  private void shown(Node.Fields body, String key, Definition metric, List<Node.Text> shown) {
    boolean span = key.equals("span");
    for (Node.Text name : values.texts(body, key, MOST_LABELS + 1)) {
      if (metric.label(name.text) != null || (span && name.text.equals("value"))) {
        shown.add(name);
      } else {
        List<String> known = new ArrayList<>();
        for (Definition.LabelText label : metric.labels) {
          known.add(label.name.text);
        }
        if (span) {
          known.add("value");
        }
        problems.error(
            name,
            "'" + name.text + "' is no label of this rule" + Suggestion.quoted(name.text, known));
      }
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
      buckets[i] =
          NodeReader.isText(item) ? NodeReader.number(((Node.Text) item).text) : Double.NaN;
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
    if (!NodeReader.isName(name.text, true)) {
      problems.error(name, "label '" + name.text + "' is not a name of letters, digits and _");
      return null;
    }
    Node.Text from = null;
    Map<String, String> mapping = null;
    Set<String> allowed = null;
    boolean hashed = false;
    if (value instanceof Node.Fields) {
      Node.Fields fields = (Node.Fields) value;
      values.unknownKeys(fields, LABEL_KEYS, " in label '" + name.text + "'");
      from = values.text(fields, "from");
      mapping = mapping(fields);
      allowed = allowed(fields);
      hashed = hashed(fields);
      if (fields.get("from") == null) {
        problems.error(name, "label '" + name.text + "' does not say from what");
      }
    } else if (NodeReader.isText(value) && !NodeReader.isEmpty(value)) {
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
      if (NodeReader.isText(to)) {
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
      if (NodeReader.isText(item)) {
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
    if (!NodeReader.isText(node) || !((Node.Text) node).text.equals("hash")) {
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
}
