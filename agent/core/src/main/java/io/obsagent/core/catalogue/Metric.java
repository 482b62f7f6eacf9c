/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A metric as the catalogue declares it: what documentation and tests go by. Immutable. */
public final class Metric {
  private final String name;
  private final String type;
  private final String unit;
  private final List<String> labels;
  private final String help;
  private final String source;
  private final String system;
  private final @Nullable String unavailable;
  private final @Nullable String aliasOf;
  private final @Nullable Panel panel;
  private final @Nullable Alert alert;

  Metric(
      String name,
      String type,
      String unit,
      List<String> labels,
      String help,
      String source,
      String system,
      @Nullable String unavailable,
      @Nullable String aliasOf,
      @Nullable Panel panel,
      @Nullable Alert alert) {
    this.name = name;
    this.type = type;
    this.unit = unit;
    this.labels = labels;
    this.help = help;
    this.source = source;
    this.system = system;
    this.unavailable = unavailable;
    this.aliasOf = aliasOf;
    this.panel = panel;
    this.alert = alert;
  }

  /** The name, which is the name in Prometheus too. */
  public String name() {
    return name;
  }

  /** {@code counter}, {@code histogram}, {@code gauge}, {@code updown} or {@code summary}. */
  public String type() {
    return type;
  }

  /** The unit as UCUM code: {@code s}, {@code By}; {@code 1} for none. */
  public String unit() {
    return unit;
  }

  /** The names of the labels, in the order of the rule. */
  public List<String> labels() {
    return labels;
  }

  /** What it counts, in a sentence; empty when the rule does not say. */
  public String help() {
    return help;
  }

  /** Where it comes from, as in the rule: {@code http.server * **}. */
  public String source() {
    return source;
  }

  /** The catalogue or file that declares it: {@code core}, {@code realstaging}. */
  public String system() {
    return system;
  }

  /** Why it is never emitted; null when it is. */
  public @Nullable String unavailable() {
    return unavailable;
  }

  /** The metric that it is a second name of; null for most. */
  public @Nullable String aliasOf() {
    return aliasOf;
  }

  /** The panel that the rule asks for; null when it does not. */
  public @Nullable Panel panel() {
    return panel;
  }

  /** The alert that the rule asks for; null when it does not. */
  public @Nullable Alert alert() {
    return alert;
  }

  /** Whether another metric is shown alike. */
  boolean isSame(Metric other) {
    return name.equals(other.name)
        && system.equals(other.system)
        && help.equals(other.help)
        && Objects.equals(aliasOf, other.aliasOf);
  }

  @Override
  public String toString() {
    return type + " " + name + labels;
  }
}
