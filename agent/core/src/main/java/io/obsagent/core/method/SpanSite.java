/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.opentelemetry.api.trace.SpanKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a method's annotations say of the span that each of its calls is. Known to woven code by a
 * number; knows no class, so that it keeps none alive. Immutable.
 */
final class SpanSite {
  private static final Map<String, Integer> NUMBERS = new HashMap<>();
  private static volatile SpanSite[] all = {};

  /** The span's name; null when calls are no spans and only add attributes to the current one. */
  final @Nullable String span;

  final SpanKind kind;
  final boolean inherits;

  /** The class and the method, as {@code code.function.name} has them. */
  final String function;

  /** By argument, the attribute that it becomes; null for none. */
  final @Nullable String[] attributes;

  private SpanSite(
      @Nullable String span,
      SpanKind kind,
      boolean inherits,
      String function,
      @Nullable String[] attributes) {
    this.span = span;
    this.kind = kind;
    this.inherits = inherits;
    this.function = function;
    this.attributes = attributes;
  }

  static SpanSite of(int number) {
    return all[number];
  }

  /** The number of a site, the same one for equal sites. */
  static synchronized int number(
      @Nullable String span,
      SpanKind kind,
      boolean inherits,
      String function,
      @Nullable String[] attributes) {
    String key = span + " " + kind + inherits + " " + function + Arrays.toString(attributes);
    Integer known = NUMBERS.get(key);
    if (known == null) {
      SpanSite[] more = Arrays.copyOf(all, all.length + 1);
      known = all.length;
      more[known] = new SpanSite(span, kind, inherits, function, attributes);
      all = more;
      NUMBERS.put(key, known);
    }
    return known;
  }
}
