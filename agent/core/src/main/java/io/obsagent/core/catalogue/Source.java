/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.List;

/**
 * Where the values of a rule come from, compiled.
 *
 * @param <S> what it gives: operations, observed things
 */
abstract class Source<S> {
  private final Names<S> names;
  private final List<Expression<S>> conditions;

  Source(Names<S> names, List<Expression<S>> conditions) {
    this.names = names;
    this.conditions = conditions;
  }

  /** What expressions of the rule may use. */
  final Names<S> names() {
    return names;
  }

  /** What must be true of what is taken. */
  final List<Expression<S>> conditions() {
    return conditions;
  }
}
