/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.vocabulary.Observed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the definition of a metric, and reports all that is wrong with its expressions. */
final class RuleCompiler {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final Definition definition;
  private final TextCompiler texts;
  private final Health.Ticker ticker;
  private final Health health;

  private RuleCompiler(
      Definition definition, Health.Ticker ticker, Map<String, CompiledOperation> operations) {
    this.definition = definition;
    this.texts = new TextCompiler(definition.problems, operations);
    this.ticker = ticker;
    this.health = new Health(definition.name, ticker);
  }

  /**
   * What a definition brings forth; null when it has an error.
   *
   * @param operations the user's own, by name
   */
  static @Nullable Compiled compile(
      Definition definition, Health.Ticker ticker, Map<String, CompiledOperation> operations) {
    int before = definition.problems.count();
    Compiled compiled = new RuleCompiler(definition, ticker, operations).compiled();
    return definition.problems.count() == before ? compiled : null;
  }

  /** Reports what is wrong with the expressions of a definition that has errors elsewhere. */
  static void check(
      Definition definition, Health.Ticker ticker, Map<String, CompiledOperation> operations) {
    RuleCompiler compiler = new RuleCompiler(definition, ticker, operations);
    int before = definition.problems.count();
    for (Node.Text on : definition.on) {
      Source<?> source = compiler.texts.source(on);
      if (source != null && definition.problems.count() == before) {
        compiler.check(source.names());
      }
    }
  }

  private void check(Names<?> names) {
    texts.expression(definition.when, names);
    texts.expression(definition.value, names);
    texts.expression(definition.once, names);
    texts.expression(definition.distinct, names);
    for (Definition.LabelText label : definition.labels) {
      texts.expression(label.from, names);
    }
  }

  /** The unit as the definition or the end of the name says. */
  static String unit(Definition definition) {
    if (definition.unit != null) {
      return definition.unit;
    }
    String name = definition.name;
    if (name.endsWith("_total")) {
      name = name.substring(0, name.length() - "_total".length());
    }
    if (name.endsWith("_seconds")) {
      return "s";
    }
    if (name.endsWith("_milliseconds") || name.endsWith("_ms")) {
      return "ms";
    }
    return name.endsWith("_bytes") ? "By" : "1";
  }

  private @Nullable Compiled compiled() {
    List<OperationSource> operations = new ArrayList<>();
    List<ObservedSource> observed = new ArrayList<>();
    boolean all = add(definition.on, operations, observed);
    int up = operations.size();
    all &= add(definition.down, operations, observed);
    if (!all) {
      return null;
    }
    if (observed.isEmpty()) {
      return operations.isEmpty() ? null : recorder(operations, up);
    }
    if (observed.size() + operations.size() > 1 || !definition.down.isEmpty()) {
      error(definition.key, observed.get(0).type() + " is observed and stands alone after on");
      return null;
    }
    return reader(observed.get(0));
  }

  private boolean add(
      List<Node.Text> written, List<OperationSource> operations, List<ObservedSource> observed) {
    boolean all = true;
    for (Node.Text text : written) {
      Source<?> source = texts.source(text);
      if (source instanceof OperationSource) {
        operations.add((OperationSource) source);
      } else if (source instanceof ObservedSource) {
        observed.add((ObservedSource) source);
      } else {
        all = false;
      }
    }
    return all;
  }

  // ---- operations ----

  /**
   * Compiles a metric of operations.
   *
   * @param up how many of the sources count up; the others count down
   */
  private @Nullable Compiled recorder(List<OperationSource> sources, int up) {
    String type = String.valueOf(definition.type);
    if (type.equals(DefinitionReader.SUMMARY)) {
      error(definition.key, "only what the agent measures of the JVM can be a summary");
      return null;
    }
    refuse(
        "every", "every is for what is observed, such as db.pool; operations are told as they end");
    List<Label<Operation>> labels = new ArrayList<>();
    for (Definition.LabelText label : definition.labels) {
      Expression<Operation> from = expression(label.from, sources);
      if (from != null) {
        labels.add(label(label, from));
      }
    }
    List<Expression<Operation>> conditions = new ArrayList<>();
    if (sources.size() == 1) {
      conditions.addAll(sources.get(0).conditions());
    } else {
      conditions.add(Choice.of(sources, Collections.nCopies(sources.size(), literal(true))));
    }
    Expression<Operation> when = expression(definition.when, sources);
    if (when != null) {
      conditions.add(when);
    }
    Expression<Operation> value = value(type, sources, up);
    Expression<Operation> once = expression(definition.once, sources);
    MetricRecorder.Extras extras =
        new MetricRecorder.Extras(once == null ? null : new Once(once), spanLabels(labels, value));
    Rule<Operation> rule =
        new Rule<>(conditions, value, array(labels), definition.mostSeries, health);
    Emitter recorder = recorder(type, types(sources), rule, extras, sources);
    return recorder == null
        ? null
        : new Compiled(
            definition, (MetricRecorder<?>) recorder, sources, named(labels, definition.mdc));
  }

  /** As an interface, so that only the class that is made is loaded. */
  private @Nullable Emitter recorder(
      String type,
      List<OperationType> types,
      Rule<Operation> rule,
      MetricRecorder.Extras extras,
      List<OperationSource> sources) {
    switch (type) {
      case "counter":
        return rule.value() == null
            ? new CountRecorder(types, rule, extras)
            : new SumRecorder(types, rule, extras, true);
      case "histogram":
        return new HistogramRecorder(
            types, rule, extras, definition.buckets == null ? buckets() : definition.buckets);
      case "gauge":
        if (definition.distinct == null) {
          return new LastRecorder(types, rule, extras);
        }
        Expression<Operation> what = expression(definition.distinct, sources);
        return what == null
            ? null
            : new DistinctRecorder(types, rule, extras, what, definition.window, ticker);
      default:
        return new SumRecorder(types, rule, extras, false);
    }
  }

  private @Nullable Expression<Operation> value(
      String type, List<OperationSource> sources, int up) {
    Expression<Operation> value = expression(definition.value, sources);
    if (up < sources.size()) {
      return signed(sources, up, value == null ? literal(1L) : value);
    }
    if (value != null || definition.value != null) {
      return value;
    }
    if (type.equals("histogram")) {
      for (OperationSource source : sources) {
        source.timed();
      }
      return duration();
    }
    if (!type.equals("counter") && definition.distinct == null) {
      error(
          definition.key,
          type
              + " '"
              + definition.name
              + "' needs a value"
              + (type.equals("updown") ? ", or up and down instead of on" : ""));
    }
    return null;
  }

  /** The value of the first sources, and less than nothing by as much of the others. */
  private static Expression<Operation> signed(
      List<OperationSource> sources, int up, Expression<Operation> value) {
    Expression<Operation> minus = new Arithmetic<>(literal(0L), '-', value);
    List<Expression<Operation>> values = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      values.add(i < up ? value : minus);
    }
    return Choice.of(sources, values);
  }

  private @Nullable SpanLabels spanLabels(
      List<Label<Operation>> labels, @Nullable Expression<Operation> value) {
    if (definition.span.isEmpty()) {
      return null;
    }
    boolean withValue = false;
    for (Node.Text name : definition.span) {
      withValue |= name.text.equals("value");
    }
    return new SpanLabels(
        named(labels, definition.span), definition.name, withValue ? value : null);
  }

  private static List<Label<Operation>> named(
      List<Label<Operation>> labels, List<Node.Text> names) {
    List<Label<Operation>> named = new ArrayList<>();
    for (Node.Text name : names) {
      for (Label<Operation> label : labels) {
        if (label.name().equals(name.text)) {
          named.add(label);
        }
      }
    }
    return named;
  }

  private static List<OperationType> types(List<OperationSource> sources) {
    List<OperationType> types = new ArrayList<>();
    for (OperationSource source : sources) {
      if (!types.contains(source.type())) {
        types.add(source.type());
      }
    }
    return types;
  }

  /** An expression that each of the sources must understand. */
  private @Nullable Expression<Operation> expression(
      Node.@Nullable Text text, List<OperationSource> sources) {
    List<Expression<Operation>> all = new ArrayList<>();
    for (OperationSource source : sources) {
      Expression<Operation> one = texts.expression(text, source.names());
      if (one == null) {
        return null;
      }
      all.add(one);
    }
    return all.size() == 1 ? all.get(0) : Choice.of(sources, all);
  }

  private static Expression<Operation> literal(Object value) {
    return new Literal<>(value);
  }

  // ---- what is observed ----

  private @Nullable Compiled reader(ObservedSource source) {
    String type = String.valueOf(definition.type);
    if (type.equals("histogram")) {
      error(
          definition.key,
          "histogram '"
              + definition.name
              + "' needs operations; "
              + source.type()
              + " is observed");
      return null;
    }
    refuse("once", "once is for operations; " + source.type() + " is observed");
    refuse("span", "only operations have spans; " + source.type() + " is observed");
    refuse("mdc", "only operations have log lines; " + source.type() + " is observed");
    refuse("distinct", "distinct is for operations; " + source.type() + " is observed");
    Expression<Observed> value = value(source, type);
    if (type.equals(DefinitionReader.SUMMARY)) {
      if (!definition.labels.isEmpty()) {
        error(definition.key, "a summary has no labels");
      }
      refuse("every", "a summary is read at each collection");
      return value == null
          ? null
          : new Compiled(definition, new SummaryReader(source.type(), value), null);
    }
    List<Expression<Observed>> conditions = new ArrayList<>(source.conditions());
    Expression<Observed> when = texts.expression(definition.when, source.names());
    if (when != null) {
      conditions.add(when);
    }
    List<Label<Observed>> labels = new ArrayList<>();
    for (Definition.LabelText label : definition.labels) {
      Expression<Observed> from = texts.expression(label.from, source.names());
      if (from != null) {
        labels.add(label(label, from));
      }
    }
    Rule<Observed> rule =
        new Rule<>(conditions, value, array(labels), definition.mostSeries, health);
    return value == null
        ? null
        : new Compiled(
            definition,
            new ObservedReader(source.type(), rule, value, type, definition.every, ticker),
            health);
  }

  private @Nullable Expression<Observed> value(ObservedSource source, String type) {
    if (definition.value != null) {
      return texts.expression(definition.value, source.names());
    }
    String measure = source.type().measure();
    if (measure != null && type.equals("gauge")) {
      return source.names().find(measure);
    }
    error(
        definition.key,
        type + " '" + definition.name + "' needs a value" + Suggestion.list(source.names().all()));
    return null;
  }

  private @Nullable Expression<Operation> duration() {
    double perSecond = perSecond();
    if (perSecond == 0) {
      error(
          definition.key,
          "histogram '"
              + definition.name
              + "' needs a value, or a name that ends in a unit of time, such as _seconds");
      return null;
    }
    return new OperationNames.DurationValue(perSecond);
  }

  private double perSecond() {
    switch (unit(definition)) {
      case "s":
        return 1;
      case "ms":
        return 1e3;
      case "us":
        return 1e6;
      case "ns":
        return 1e9;
      default:
        return 0;
    }
  }

  private double[] buckets() {
    double factor = Math.max(1, perSecond());
    double[] buckets = SECONDS.clone();
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] *= factor;
    }
    return buckets;
  }

  private <S> Label<S> label(Definition.LabelText label, Expression<S> from) {
    return new Label<>(
        label.name.text, from, label.mapping, label.allowed, label.hashed, definition.mostValues);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <S> Label<S>[] array(List<Label<S>> labels) {
    return labels.toArray((Label<S>[]) new Label[0]);
  }

  /** Reports a key that this kind of metric cannot have. */
  private void refuse(String key, String message) {
    Node.Text there = definition.body.key(key);
    if (there != null) {
      error(there, message);
    }
  }

  private void error(Node at, String message) {
    definition.problems.error(at, message);
  }
}
