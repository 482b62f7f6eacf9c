/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One metric as a file defines it, checked for its form but not yet compiled. */
final class Definition {
  /** A label as it is written. */
  static final class LabelText {
    final Node.Text name;
    final Node.Text from;
    final @Nullable Map<String, String> mapping;
    final @Nullable Set<String> allowed;
    final boolean hashed;

    LabelText(
        Node.Text name,
        Node.Text from,
        @Nullable Map<String, String> mapping,
        @Nullable Set<String> allowed,
        boolean hashed) {
      this.name = name;
      this.from = from;
      this.mapping = mapping;
      this.allowed = allowed;
      this.hashed = hashed;
    }

    boolean says(LabelText other) {
      return from.text.equals(other.from.text)
          && Objects.equals(mapping, other.mapping)
          && Objects.equals(allowed, other.allowed)
          && hashed == other.hashed;
    }
  }

  final String name;
  final Node.Text key;
  final Node.Fields body;

  /** The catalogue or file that has it. */
  final String system;

  /** Where to report what is wrong with it. */
  final Problems problems;

  @Nullable String help;
  @Nullable String type;
  @Nullable String unit;
  double @Nullable [] buckets;

  /** The sources; those that count up when there are some that count down. */
  final List<Node.Text> on = new ArrayList<>();

  /** The sources that count down. */
  final List<Node.Text> down = new ArrayList<>();

  Node.@Nullable Text when;
  Node.@Nullable Text value;
  Node.@Nullable Text once;
  Node.@Nullable Text distinct;

  /** Nanoseconds. */
  long window;

  /** Nanoseconds between two looks at what is observed; 0 for at each collection. */
  long every;

  final List<LabelText> labels = new ArrayList<>();

  /** Names of labels, and {@code value}, that spans show. */
  final List<Node.Text> span = new ArrayList<>();

  /** Names of labels that log events show. */
  final List<Node.Text> mdc = new ArrayList<>();

  @Nullable Panel panel;
  @Nullable Alert alert;
  Node.@Nullable Text aliasOf;
  @Nullable String unavailable;
  boolean overrides;
  boolean enabled = true;
  int mostSeries;
  int mostValues;

  Definition(String name, Node.Text key, Node.Fields body, String system, Problems problems) {
    this.name = name;
    this.key = key;
    this.body = body;
    this.system = system;
    this.problems = problems;
  }

  /** Whether another definition means the same. */
  boolean isSame(Definition other) {
    return name.equals(other.name)
        && mostSeries == other.mostSeries
        && mostValues == other.mostValues
        && body.says(other.body);
  }

  /**
   * Takes over the labels of another definition that says the same but for labels and help.
   *
   * @return false, with nothing changed, when it says something else, also of one label
   */
  boolean takeLabels(Definition other) {
    if (!saysBesideLabels(other.body) || !other.saysBesideLabels(body)) {
      return false;
    }
    List<LabelText> more = new ArrayList<>();
    for (LabelText label : other.labels) {
      LabelText mine = label(label.name.text);
      if (mine == null) {
        more.add(label);
      } else if (!mine.says(label)) {
        return false;
      }
    }
    labels.addAll(more);
    return true;
  }

  private boolean saysBesideLabels(Node.Fields other) {
    for (int i = 0; i < body.keys.size(); i++) {
      String key = body.keys.get(i).text;
      Node theirs = other.get(key);
      if (!key.equals("labels")
          && !key.equals("help")
          && (theirs == null || !body.values.get(i).says(theirs))) {
        return false;
      }
    }
    return true;
  }

  /** The label of a name; null when there is none. */
  @Nullable LabelText label(String wanted) {
    for (LabelText label : labels) {
      if (label.name.text.equals(wanted)) {
        return label;
      }
    }
    return null;
  }
}
