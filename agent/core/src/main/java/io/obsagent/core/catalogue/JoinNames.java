/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules may read of a user's own operation: of what started it, of what ended it, and {@code
 * outcome}, {@code duration}, {@code error}.
 */
final class JoinNames extends Names<Operation> {
  private static final String START = "start.";
  private static final String END = "end.";
  private static final List<String> OWN = Arrays.asList("outcome", "duration", "error");

  private final String name;
  private final Join join;
  private final List<OperationSource> starts;
  private final List<OperationSource> ends;

  JoinNames(String name, Join join, List<OperationSource> starts, List<OperationSource> ends) {
    this.name = name;
    this.join = join;
    this.starts = starts;
    this.ends = ends;
  }

  @Override
  @Nullable Expression<Operation> find(String wanted) {
    if (wanted.startsWith(START)) {
      return taken(join.start(), starts, wanted.substring(START.length()));
    }
    if (wanted.startsWith(END)) {
      return taken(join.end(), ends, wanted.substring(END.length()));
    }
    return OWN.contains(wanted) ? new OperationNames(name, join.type()).find(wanted) : null;
  }

  /** A name that only some of several sources have is null for the others. */
  private static @Nullable Expression<Operation> taken(
      Join.Side side, List<OperationSource> sources, String wanted) {
    List<OperationSource> having = new ArrayList<>();
    List<Expression<Operation>> values = new ArrayList<>();
    for (OperationSource source : sources) {
      Expression<Operation> value = source.names().find(wanted);
      if (value != null) {
        having.add(source);
        values.add(value);
      }
    }
    return values.isEmpty() ? null : side.taken(wanted, Choice.of(having, values));
  }

  @Override
  List<String> all() {
    List<String> all = new ArrayList<>();
    add(all, START, starts);
    add(all, END, ends);
    all.addAll(OWN);
    return all;
  }

  private static void add(List<String> all, String prefix, List<OperationSource> sources) {
    for (OperationSource source : sources) {
      for (String name : source.names().all()) {
        if (!all.contains(prefix + name)) {
          all.add(prefix + name);
        }
      }
    }
  }

  @Override
  String owner() {
    return "operation " + name;
  }
}
