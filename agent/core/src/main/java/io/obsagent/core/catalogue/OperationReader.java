/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the operations that a file defines, and reports all that is wrong with their form. */
final class OperationReader {
  private static final List<String> KEYS =
      Arrays.asList("key", "start", "end", "timeout", "max_open", "override", "enabled");
  private static final List<String> EDGE_KEYS = Arrays.asList("on", "when", "key");
  private static final int MOST_OPERATIONS = 100;
  private static final int MOST_EDGES = 16;
  private static final long TIMEOUT_NANOS = 3_600_000_000_000L;
  private static final int MOST_OPEN = 10_000;
  private static final int MOST_OPEN_LIMIT = 100_000;

  private final String system;
  private final NodeReader values;
  private final Problems problems;

  OperationReader(String system, NodeReader values) {
    this.system = system;
    this.values = values;
    this.problems = values.problems();
  }

  /** Adds the definitions without errors. */
  void read(Node.Fields operations, List<OperationDefinition> definitions) {
    for (int i = 0; i < operations.keys.size(); i++) {
      int before = problems.count();
      Node.Text key = operations.keys.get(i);
      Node body = operations.values.get(i);
      if (i == MOST_OPERATIONS) {
        problems.error(key, "more than " + MOST_OPERATIONS + " operations");
        return;
      }
      if (!NodeReader.isName(key.text, false)) {
        problems.error(
            key,
            "'" + key.text + "' is not a name of letters, digits and _, beginning with a letter");
      } else if (!(body instanceof Node.Fields)) {
        problems.error(body, "operation '" + key.text + "' must be a map, not " + body.kind());
      } else {
        OperationDefinition definition =
            new OperationDefinition(key.text, key, (Node.Fields) body, system, problems);
        operation(definition);
        if (problems.count() == before) {
          definitions.add(definition);
        }
      }
    }
  }

  private void operation(OperationDefinition operation) {
    Node.Fields body = operation.body;
    values.unknownKeys(body, KEYS, " in operation '" + operation.name + "'");
    operation.timeoutNanos = values.time(body, "timeout", TIMEOUT_NANOS);
    operation.mostOpen = values.limit(body, "max_open", MOST_OPEN, MOST_OPEN_LIMIT);
    operation.overrides = values.flag(body, "override", false);
    operation.enabled = values.flag(body, "enabled", true);
    Node.Text key = values.text(body, "key");
    edges(operation, "start", key, operation.starts);
    edges(operation, "end", key, operation.ends);
  }

  private void edges(
      OperationDefinition operation,
      String name,
      Node.@Nullable Text key,
      List<OperationDefinition.Edge> edges) {
    Node node = operation.body.get(name);
    if (node == null) {
      if (operation.enabled) {
        problems.error(operation.nameText, "operation '" + operation.name + "' has no " + name);
      }
      return;
    }
    List<Node> items =
        node instanceof Node.Items ? ((Node.Items) node).items : Collections.singletonList(node);
    if (items.isEmpty() || items.size() > MOST_EDGES) {
      problems.error(node, name + " has 1 to " + MOST_EDGES + " sources");
      return;
    }
    for (Node item : items) {
      OperationDefinition.Edge edge = edge(item, name, key);
      if (edge != null) {
        if (edge.key == null) {
          problems.error(item, "by what key? say key: … here or for the whole operation");
        }
        edges.add(edge);
      }
    }
  }

  private OperationDefinition.@Nullable Edge edge(Node node, String name, Node.@Nullable Text key) {
    if (NodeReader.isText(node) && !NodeReader.isEmpty(node)) {
      List<Node.Text> on = new ArrayList<>();
      on.add((Node.Text) node);
      return new OperationDefinition.Edge(on, null, key);
    }
    if (!(node instanceof Node.Fields)) {
      problems.error(node, name + " must be a source or a map with on, not " + node.kind());
      return null;
    }
    Node.Fields fields = (Node.Fields) node;
    values.unknownKeys(fields, EDGE_KEYS, " in " + name);
    List<Node.Text> on = values.texts(fields, "on", MOST_EDGES);
    if (fields.get("on") == null) {
      problems.error(fields, name + " does not say on what");
    }
    Node.Text own = values.text(fields, "key");
    return new OperationDefinition.Edge(on, values.text(fields, "when"), own == null ? key : own);
  }
}
