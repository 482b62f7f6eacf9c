/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A part of a text. {@code split(text, separator, n)}: the nth piece, counted from 0, or from the
 * end by -1, -2 …; {@code match(text, 'a*b')}: what the star stands for. Null when there is none.
 */
final class PartFunction<S> extends Expression<S> {
  private final Expression<S> operand;
  private final String before;
  private final @Nullable String after;
  private final int index;

  private PartFunction(Expression<S> operand, String before, @Nullable String after, int index) {
    this.operand = operand;
    this.before = before;
    this.after = after;
    this.index = index;
  }

  static <S> Expression<S> split(Expression<S> operand, String separator, int index) {
    return new PartFunction<>(operand, separator, null, index);
  }

  static <S> Expression<S> match(Expression<S> operand, String before, String after) {
    return new PartFunction<>(operand, before, after, 0);
  }

  @Override
  @Nullable Object value(S subject) {
    Object value = operand.value(subject);
    if (value == null) {
      return null;
    }
    String text = Values.text(value);
    if (after == null) {
      return index < 0 ? fromEnd(text) : fromStart(text);
    }
    return text.length() >= before.length() + after.length()
            && text.startsWith(before)
            && text.endsWith(after)
        ? text.substring(before.length(), text.length() - after.length())
        : null;
  }

  private @Nullable String fromStart(String text) {
    int begin = 0;
    for (int i = 0; i < index; i++) {
      int end = text.indexOf(before, begin);
      if (end < 0) {
        return null;
      }
      begin = end + before.length();
    }
    int end = text.indexOf(before, begin);
    return text.substring(begin, end < 0 ? text.length() : end);
  }

  private @Nullable String fromEnd(String text) {
    int end = text.length();
    for (int i = -1; i > index; i--) {
      end = text.lastIndexOf(before, end - before.length());
      if (end < 0) {
        return null;
      }
    }
    int begin = text.lastIndexOf(before, end - before.length());
    return text.substring(begin < 0 ? 0 : begin + before.length(), end);
  }

  @Override
  void inputs(Inputs<S> inputs) {
    operand.inputs(inputs);
  }

  @Override
  boolean followsFrom(Inputs<S> inputs) {
    return operand.followsFrom(inputs);
  }
}
