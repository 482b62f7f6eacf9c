/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation of the user's own as a file defines it. */
final class OperationDefinition {
  /** What starts or ends it. */
  static final class Edge {
    final List<Node.Text> on;
    final Node.@Nullable Text when;
    final Node.@Nullable Text key;

    Edge(List<Node.Text> on, Node.@Nullable Text when, Node.@Nullable Text key) {
      this.on = on;
      this.when = when;
      this.key = key;
    }
  }

  final String name;
  final Node.Text nameText;
  final Node.Fields body;
  final String system;
  final Problems problems;
  final List<Edge> starts = new ArrayList<>();
  final List<Edge> ends = new ArrayList<>();
  long timeoutNanos;
  int mostOpen;
  boolean overrides;
  boolean enabled = true;

  OperationDefinition(
      String name, Node.Text nameText, Node.Fields body, String system, Problems problems) {
    this.name = name;
    this.nameText = nameText;
    this.body = body;
    this.system = system;
    this.problems = problems;
  }
}
