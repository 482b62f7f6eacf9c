/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles sources and expressions of one file, and reports what is wrong with them there. */
final class TextCompiler {
  private final Problems problems;
  private final Map<String, CompiledOperation> operations;

  /**
   * Takes the place of errors.
   *
   * @param operations the user's own, by name
   */
  TextCompiler(Problems problems, Map<String, CompiledOperation> operations) {
    this.problems = problems;
    this.operations = operations;
  }

  /** A source; null, with the problem reported, when it is none. */
  @Nullable Source<?> source(Node.Text text) {
    try {
      return SourceParser.parse(text.text, operations);
    } catch (ExpressionException e) {
      error(text, e);
      return null;
    }
  }

  /** An expression; null when there is none or, with the problem reported, it is wrong. */
  <S> @Nullable Expression<S> expression(Node.@Nullable Text text, Names<S> names) {
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
    problems.error(text.line, column, e.message);
  }
}
