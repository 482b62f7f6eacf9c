/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The spans of one trace. */
public final class Trace {
  private final List<SeenSpan> spans;

  private Trace(List<SeenSpan> spans) {
    this.spans = spans;
  }

  static List<Trace> of(List<SeenSpan> spans) {
    Map<String, List<SeenSpan>> byId = new LinkedHashMap<>();
    spans.stream()
        .sorted(Comparator.comparingLong(SeenSpan::startNanos))
        .forEach(span -> byId.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span));
    return byId.values().stream().map(Trace::new).toList();
  }

  /** The spans in the order of their starts. */
  public List<SeenSpan> spans() {
    return spans;
  }

  /** The span that began the trace, as far as it arrived. */
  public SeenSpan root() {
    return roots().get(0);
  }

  private List<SeenSpan> roots() {
    Set<String> ids = spans.stream().map(SeenSpan::spanId).collect(Collectors.toSet());
    return spans.stream().filter(span -> !ids.contains(span.parentId())).toList();
  }

  /** The first span of a title {@code KIND name}; null when there is none. */
  public SeenSpan find(String title) {
    return spans.stream().filter(span -> span.title().equals(title)).findFirst().orElse(null);
  }

  /** The parent of a span; null for a root. */
  public SeenSpan parent(SeenSpan span) {
    return spans.stream()
        .filter(other -> other.spanId().equals(span.parentId()))
        .findFirst()
        .orElse(null);
  }

  /**
   * One line a span, {@code KIND name}, children indented by two spaces, in the order of their
   * starts.
   */
  public String text() {
    return tree(SeenSpan::title, "  ", "  ", "  ");
  }

  /** The tree with branches and whatever else is to be said of each span. */
  public String tree(Function<SeenSpan, String> line) {
    return tree(line, "├── ", "│   ", "└── ");
  }

  private String tree(Function<SeenSpan, String> line, String branch, String bar, String last) {
    StringBuilder text = new StringBuilder();
    for (SeenSpan root : roots()) {
      text.append(line.apply(root)).append('\n');
      children(root, "", line, branch, bar, last, text);
    }
    return text.toString().stripTrailing();
  }

  private void children(
      SeenSpan parent,
      String indent,
      Function<SeenSpan, String> line,
      String branch,
      String bar,
      String last,
      StringBuilder text) {
    List<SeenSpan> children =
        spans.stream().filter(span -> span.parentId().equals(parent.spanId())).toList();
    for (int i = 0; i < children.size(); i++) {
      boolean isLast = i == children.size() - 1;
      text.append(indent)
          .append(isLast ? last : branch)
          .append(line.apply(children.get(i)))
          .append('\n');
      String deeper = indent + (isLast ? " ".repeat(bar.length()) : bar);
      children(children.get(i), deeper, line, branch, bar, last, text);
    }
  }
}
