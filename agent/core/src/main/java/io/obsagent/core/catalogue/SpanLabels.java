/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows labels of a rule, and its value under the metric's name, as attributes of the operation's
 * span.
 */
final class SpanLabels {
  private final List<Label<Operation>> labels;
  private final String metric;
  private final @Nullable Expression<Operation> value;

  /**
   * Takes what to show.
   *
   * @param value null for labels alone
   */
  SpanLabels(List<Label<Operation>> labels, String metric, @Nullable Expression<Operation> value) {
    this.labels = labels;
    this.metric = metric;
    this.value = value;
  }

  void show(Operation operation) {
    if (!operation.isSampled()) {
      return;
    }
    for (Label<Operation> label : labels) {
      String shown = label.shown(operation);
      if (shown != null) {
        operation.attribute(label.name(), shown);
      }
    }
    if (value != null) {
      double number = value.number(operation);
      if (!Double.isNaN(number)) {
        operation.attribute(metric, number);
      }
    }
  }
}
