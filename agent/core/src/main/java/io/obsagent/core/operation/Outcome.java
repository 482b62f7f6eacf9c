/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

/** How an operation ended. */
public enum Outcome {
  OK("ok"),
  ERROR("error"),
  TIMEOUT("timeout"),
  CANCELED("canceled");

  private final String text;

  Outcome(String text) {
    this.text = text;
  }

  /** The word that rules compare with. */
  @Override
  public String toString() {
    return text;
  }
}
