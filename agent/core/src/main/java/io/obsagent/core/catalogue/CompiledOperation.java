/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import java.util.List;

/** What the definition of an operation became. */
final class CompiledOperation {
  final OperationDefinition definition;
  final Join join;
  final JoinRecorder recorder;
  private final List<OperationSource> starts;
  private final List<OperationSource> ends;

  CompiledOperation(
      OperationDefinition definition,
      Join join,
      JoinRecorder recorder,
      List<OperationSource> starts,
      List<OperationSource> ends) {
    this.definition = definition;
    this.join = join;
    this.recorder = recorder;
    this.starts = starts;
    this.ends = ends;
  }

  /** Adds where its operations start and end. */
  void addSources(List<OperationSource> sources) {
    sources.addAll(starts);
    sources.addAll(ends);
  }

  Names<Operation> names() {
    return new JoinNames(definition.name, join, starts, ends);
  }
}
