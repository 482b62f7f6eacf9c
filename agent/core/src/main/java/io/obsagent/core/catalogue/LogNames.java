/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.log.Logged;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.LogEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of log events, and {@code mdc.KEY}. */
final class LogNames extends OperationNames {
  private static final String CONTEXT = "mdc.";

  LogNames() {
    super("log", LogEvent.TYPE);
  }

  @Override
  @Nullable Expression<Operation> find(String name) {
    if (name.startsWith(CONTEXT) && name.length() > CONTEXT.length()) {
      return new ContextValue(name.substring(CONTEXT.length()));
    }
    return super.find(name);
  }

  @Override
  List<String> all() {
    List<String> names = new ArrayList<>();
    names.addAll(super.all());
    names.add(LogEvent.TYPE.fields().size(), "mdc.KEY");
    return names;
  }

  private static final class ContextValue extends Expression<Operation> {
    private final String key;

    ContextValue(String key) {
      this.key = key;
    }

    @Override
    @Nullable Object value(Operation event) {
      return ((Logged) event).context(key);
    }
  }

  /** Whether an event is of a level, or a more severe one. */
  static final class AtLeast extends Expression<Operation> {
    private final int rank;

    AtLeast(int rank) {
      this.rank = rank;
    }

    @Override
    Object value(Operation event) {
      return ((Logged) event).rank() >= rank;
    }
  }
}
