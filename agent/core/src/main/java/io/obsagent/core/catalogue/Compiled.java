/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the definition of a metric became. */
final class Compiled {
  final Definition definition;
  final Emitter emitter;
  final @Nullable Health health;

  /** What it records operations with; null for a metric that observes. */
  final @Nullable RuleRecorder recorder;

  /** The operations of the user's own that it is about. */
  final List<Join> joins;

  /** What log events are to show; empty for most. */
  final List<Label<Operation>> logLabels;

  final List<OperationSource> sources;

  /** When it began to count, in nanoseconds since 1970. */
  final long start = System.currentTimeMillis() * 1_000_000;

  /** A metric that observes. */
  Compiled(Definition definition, Emitter emitter, @Nullable Health health) {
    this.definition = definition;
    this.emitter = emitter;
    this.health = health;
    this.recorder = null;
    this.joins = Collections.emptyList();
    this.logLabels = Collections.emptyList();
    this.sources = Collections.emptyList();
  }

  /** A metric of operations. */
  Compiled(
      Definition definition,
      MetricRecorder<?> recorder,
      List<OperationSource> sources,
      List<Label<Operation>> logLabels) {
    this.definition = definition;
    this.emitter = recorder;
    this.health = recorder.health();
    this.recorder = recorder;
    this.sources = sources;
    this.logLabels = logLabels;
    this.joins = new ArrayList<>();
    for (OperationSource source : sources) {
      if (source.join() != null) {
        joins.add(source.join());
      }
    }
  }
}
