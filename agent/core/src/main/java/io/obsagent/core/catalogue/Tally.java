/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.vocabulary.Observed;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A count about a rule, observed like anything else. Thread-safe. */
final class Tally extends LongAdder implements Observed {
  private static final long serialVersionUID = 1;

  private final String rule;
  private final @Nullable String reason;

  Tally(String rule, @Nullable String reason) {
    this.rule = rule;
    this.reason = reason;
  }

  @Override
  public @Nullable Object read(String field) {
    switch (field) {
      case "rule":
        return rule;
      case "reason":
        return reason;
      default:
        return sum();
    }
  }
}
