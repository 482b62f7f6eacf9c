/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.operation.Outcome;
import java.lang.reflect.InvocationTargetException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What an exception says of how a call ended. */
final class Failure {
  private static final int MOST_WRAPPERS = 16;

  private Failure() {}

  /** The exception without what executors and reflection wrap around it. */
  static Throwable unwrapped(Throwable thrown) {
    Throwable bare = thrown;
    for (int depth = 0; depth < MOST_WRAPPERS && isWrapper(bare); depth++) {
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

  static Outcome outcome(Throwable thrown) {
    if (thrown instanceof CancellationException) {
      return Outcome.CANCELED;
    }
    return thrown instanceof TimeoutException || thrown instanceof SocketTimeoutException
        ? Outcome.TIMEOUT
        : Outcome.ERROR;
  }
}
