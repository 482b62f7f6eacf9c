/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** An alert, as a rule asks for it. Immutable. */
public final class Alert {
  private final String when;
  private final String expression;
  private final @Nullable String duration;
  private final String severity;

  Alert(String when, String expression, @Nullable String duration, String severity) {
    this.when = when;
    this.expression = expression;
    this.duration = duration;
    this.severity = severity;
  }

  /** When it goes off, as in the rule. */
  public String when() {
    return when;
  }

  /** That in PromQL. */
  public String expression() {
    return expression;
  }

  /** For how long that must hold, such as {@code 10m}; null for no time. */
  public @Nullable String duration() {
    return duration;
  }

  /** How bad it is. */
  public String severity() {
    return severity;
  }
}
