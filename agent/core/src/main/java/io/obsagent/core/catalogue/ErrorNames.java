/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.LeftError;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rules may read of exceptions that leave operations: not their messages. */
final class ErrorNames extends OperationNames {
  private static final String TYPE = "type";
  private static final List<String> NAMES = Arrays.asList(TYPE, "operation", "route");

  ErrorNames() {
    super("error", LeftError.TYPE);
  }

  @Override
  @Nullable Expression<Operation> find(String name) {
    if (name.equals(TYPE)) {
      return new TypeFunction<>(false, new ErrorValue());
    }
    return NAMES.contains(name) ? super.find(name) : null;
  }

  @Override
  List<String> all() {
    return NAMES;
  }

  /** Whether an exception's class or one above it has a name, simple or in full. */
  static final class IsA extends Expression<Operation> {
    private final Glob glob;

    IsA(Glob glob) {
      this.glob = glob;
    }

    @Override
    Object value(Operation operation) {
      Throwable error = operation.error();
      Throwable bare = error == null ? null : TypeFunction.bare(error);
      Class<?> type = bare == null ? null : bare.getClass();
      while (type != null && type != Object.class) {
        if (glob.matches(type.getName()) || glob.matches(TypeFunction.name(type))) {
          return true;
        }
        type = type.getSuperclass();
      }
      return false;
    }
  }
}
