/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles the definition of an operation, and reports all that is wrong with its expressions. */
final class JoinCompiler {
  private final OperationDefinition definition;
  private final TextCompiler texts;
  private final List<OperationType> types = new ArrayList<>();

  private JoinCompiler(OperationDefinition definition) {
    this.definition = definition;
    this.texts =
        new TextCompiler(definition.problems, Collections.<String, CompiledOperation>emptyMap());
  }

  /** What a definition brings forth; null when it has an error. */
  static @Nullable CompiledOperation compile(OperationDefinition definition, Health.Ticker ticker) {
    int before = definition.problems.count();
    CompiledOperation compiled = new JoinCompiler(definition).compiled(ticker);
    return definition.problems.count() == before ? compiled : null;
  }

  private CompiledOperation compiled(Health.Ticker ticker) {
    List<OperationSource> startSources = new ArrayList<>();
    List<OperationSource> endSources = new ArrayList<>();
    List<JoinRecorder.Edge> starts = edges(definition.starts, startSources);
    List<JoinRecorder.Edge> ends = edges(definition.ends, endSources);
    Join join =
        new Join(
            definition.name,
            new Health("operation " + definition.name, ticker),
            definition.timeoutNanos,
            definition.mostOpen);
    return new CompiledOperation(
        definition, join, new JoinRecorder(types, join, starts, ends), startSources, endSources);
  }

  private List<JoinRecorder.Edge> edges(
      List<OperationDefinition.Edge> written, List<OperationSource> sources) {
    List<JoinRecorder.Edge> edges = new ArrayList<>();
    for (OperationDefinition.Edge edge : written) {
      for (Node.Text on : edge.on) {
        Source<?> source = texts.source(on);
        if (source instanceof OperationSource) {
          OperationSource operations = (OperationSource) source;
          sources.add(operations);
          if (!types.contains(operations.type())) {
            types.add(operations.type());
          }
          Expression<Operation> when = texts.expression(edge.when, operations.names());
          Expression<Operation> key = texts.expression(edge.key, operations.names());
          if (key != null) {
            edges.add(new JoinRecorder.Edge(operations, when, key));
          }
        } else if (source != null) {
          definition.problems.error(
              on, "'" + on.text + "' is observed; an operation starts and ends with operations");
        }
      }
    }
    return edges;
  }
}
