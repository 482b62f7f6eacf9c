/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.Observed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles the definition of a metric, and reports all that is wrong with its expressions. */
final class RuleCompiler {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final Definition definition;
  private final Health.Ticker ticker;

  private RuleCompiler(Definition definition, Health.Ticker ticker) {
    this.definition = definition;
    this.ticker = ticker;
  }

  /** What a definition brings forth; null when it has an error or is a summary. */
  static @Nullable Emitter compile(Definition definition, Health.Ticker ticker) {
    int before = definition.problems.count();
    Emitter emitter = new RuleCompiler(definition, ticker).compiled();
    return definition.problems.count() == before ? emitter : null;
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

  private @Nullable Emitter compiled() {
    Source<?> source = source();
    if (source instanceof OperationSource) {
      return recorder((OperationSource) source);
    }
    return source instanceof ObservedSource ? reader((ObservedSource) source) : null;
  }

  private @Nullable Emitter recorder(OperationSource source) {
    String type = String.valueOf(definition.type);
    if (type.equals(DefinitionReader.SUMMARY)) {
      error(definition.key, "only what the agent measures of the JVM can be a summary");
      return null;
    }
    Expression<Operation> value = expression(definition.value, source.names());
    if (value == null && definition.value == null) {
      if (type.equals("histogram")) {
        value = duration();
        source.timed();
      } else if (!type.equals("counter")) {
        error(definition.key, type + " '" + definition.name + "' needs a value");
      }
    }
    Rule<Operation> rule = rule(source, value);
    switch (type) {
      case "counter":
        return value == null
            ? new CountRecorder(source.type(), rule)
            : new SumRecorder(source.type(), rule, true);
      case "histogram":
        return new HistogramRecorder(
            source.type(), rule, definition.buckets == null ? buckets() : definition.buckets);
      case "gauge":
        return new LastRecorder(source.type(), rule);
      default:
        return new SumRecorder(source.type(), rule, false);
    }
  }

  private @Nullable Emitter reader(ObservedSource source) {
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
    Expression<Observed> value = expression(definition.value, source.names());
    if (definition.value == null) {
      error(
          definition.key,
          type
              + " '"
              + definition.name
              + "' needs a value"
              + Suggestion.list(source.names().all()));
    }
    if (type.equals(DefinitionReader.SUMMARY)) {
      if (!definition.labels.isEmpty()) {
        error(definition.key, "a summary has no labels");
      }
      return value == null ? null : new SummaryReader(source.type(), value);
    }
    Rule<Observed> rule = rule(source, value);
    return value == null ? null : new ObservedReader(source.type(), rule, value, type);
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

  private <S> Rule<S> rule(Source<S> source, @Nullable Expression<S> value) {
    List<Expression<S>> conditions = new ArrayList<>(source.conditions());
    Expression<S> when = expression(definition.when, source.names());
    if (when != null) {
      conditions.add(when);
    }
    return new Rule<>(
        conditions,
        value,
        labels(source.names()),
        definition.mostSeries,
        new Health(definition.name, ticker));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private <S> Label<S>[] labels(Names<S> names) {
    List<Label<S>> labels = new ArrayList<>();
    for (Definition.LabelText label : definition.labels) {
      Expression<S> from = expression(label.from, names);
      if (from != null) {
        labels.add(
            new Label<>(
                label.name.text,
                from,
                label.mapping,
                label.allowed,
                label.hashed,
                definition.mostValues));
      }
    }
    return labels.toArray((Label<S>[]) new Label[0]);
  }

  private @Nullable Source<?> source() {
    Node.Text on = definition.on;
    if (on == null) {
      return null;
    }
    try {
      return SourceParser.parse(on.text);
    } catch (ExpressionException e) {
      error(on, e);
      return null;
    }
  }

  private <S> @Nullable Expression<S> expression(Node.@Nullable Text text, Names<S> names) {
    if (text == null) {
      return null;
    }
    try {
      return ExpressionParser.parse(text.text, names);
    } catch (ExpressionException e) {
      error(text, e);
      return null;
    }
  }

  private void error(Node.Text text, ExpressionException e) {
    int column = text.line == 0 ? 0 : text.column + e.offset + (text.quoted ? 1 : 0);
    definition.problems.error(text.line, column, e.message);
  }

  private void error(Node at, String message) {
    definition.problems.error(at, message);
  }
}
