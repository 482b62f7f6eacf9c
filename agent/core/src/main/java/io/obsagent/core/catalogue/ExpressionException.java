/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

/** Says that an expression is none; the message is for the operator. */
final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Where in the expression, counted from 0. */
  final int offset;

  /** What is wrong. */
  final String message;

  ExpressionException(int offset, String message) {
    super(message, null, false, false);
    this.offset = offset;
    this.message = message;
  }
}
