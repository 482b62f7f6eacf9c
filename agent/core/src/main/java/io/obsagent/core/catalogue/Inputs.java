/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.List;

/**
 * What the labels and conditions of rules follow from: expressions that stand for themselves. For
 * one thread.
 *
 * @param <S> what they read
 */
final class Inputs<S> {
  private final List<Expression<S>> all = new ArrayList<>();

  /** Adds an expression, unless its value follows from those that there are. */
  void add(Expression<S> expression) {
    if (!expression.followsFrom(this)) {
      all.add(expression);
    }
  }

  /** Whether there is one that reads the very same. */
  boolean has(Expression<S> expression) {
    for (Expression<S> one : all) {
      if (one.isSame(expression)) {
        return true;
      }
    }
    return false;
  }

  int count() {
    return all.size();
  }

  /** Forgets all but the first so many. */
  void shorten(int count) {
    all.subList(count, all.size()).clear();
  }

  /** All, in the order in which they were added. */
  List<Expression<S>> all() {
    return all;
  }
}
