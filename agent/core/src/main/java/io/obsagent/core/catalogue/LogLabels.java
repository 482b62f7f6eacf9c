/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels that log events are to show by rules with {@code mdc}: of the operation that is
 * current and of those around it, as far as they are known when the event is read. Thread-safe.
 */
public final class LogLabels {
  private static volatile @Nullable LogLabels current;

  private final Map<OperationType, List<OfSource>> byType = new HashMap<>();

  private static final class OfSource {
    final OperationSource source;
    final Label<Operation> label;
    final Health health;

    OfSource(OperationSource source, Label<Operation> label, Health health) {
      this.source = source;
      this.label = label;
      this.health = health;
    }
  }

  private LogLabels() {}

  /** Puts the labels of these rules in force, and those of no others. */
  static void install(List<Compiled> rules) {
    LogLabels labels = new LogLabels();
    for (Compiled rule : rules) {
      for (Label<Operation> label : rule.logLabels) {
        for (OperationSource source : rule.sources) {
          labels.add(source, label, rule);
        }
      }
    }
    current = labels.byType.isEmpty() ? null : labels;
  }

  private void add(OperationSource source, Label<Operation> label, Compiled rule) {
    if (rule.health != null) {
      List<OfSource> ofType = byType.get(source.type());
      if (ofType == null) {
        ofType = new ArrayList<>();
        byType.put(source.type(), ofType);
      }
      ofType.add(new OfSource(source, label, rule.health));
    }
  }

  /** What log events of an operation are to show; empty without such rules. */
  public static Map<String, String> of(Operation operation) {
    LogLabels labels = current;
    if (labels == null) {
      return Collections.emptyMap();
    }
    Map<String, String> entries = new HashMap<>();
    for (Operation around = operation; around != null; around = around.parent()) {
      labels.add(entries, around);
    }
    return entries;
  }

  @SuppressWarnings("CatchingUnchecked")
  private void add(Map<String, String> entries, Operation operation) {
    List<OfSource> ofType = byType.get(operation.type());
    if (ofType == null) {
      return;
    }
    for (OfSource one : ofType) {
      try {
        if (!entries.containsKey(one.label.name()) && one.source.takes(operation)) {
          String shown = one.label.shown(operation);
          if (shown != null) {
            entries.put(one.label.name(), shown);
          }
        }
      } catch (Throwable t) {
        one.health.failed(t);
      }
    }
  }
}
