/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code type}: the simple name of a value's class, of an exception without the wrappers that
 * executors and reflection put around it; {@code root}: the innermost cause of an exception.
 */
final class TypeFunction<S> extends Expression<S> {
  private static final int MOST_CAUSES = 16;

  private final boolean root;
  private final Expression<S> operand;

  TypeFunction(boolean root, Expression<S> operand) {
    this.root = root;
    this.operand = operand;
  }

  @Override
  @Nullable Object value(S subject) {
    Object value = operand.value(subject);
    if (root) {
      return value instanceof Throwable ? unwrapped((Throwable) value, true) : null;
    }
    Object bare = value instanceof Throwable ? unwrapped((Throwable) value, false) : value;
    return bare == null ? null : name(bare.getClass());
  }

  private static Throwable unwrapped(Throwable thrown, boolean all) {
    Throwable bare = thrown;
    for (int depth = 0; depth < MOST_CAUSES && (all || isWrapper(bare)); depth++) {
      Throwable cause = bare.getCause();
      if (cause == null) {
        break;
      }
      bare = cause;
    }
    return bare;
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof CompletionException
        || thrown instanceof ExecutionException
        || thrown instanceof InvocationTargetException;
  }

  /** An exception without the wrappers that executors and reflection put around it. */
  static Throwable bare(Throwable thrown) {
    return unwrapped(thrown, false);
  }

  static String name(Class<?> type) {
    String name = type.getSimpleName();
    return name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name;
  }
}
