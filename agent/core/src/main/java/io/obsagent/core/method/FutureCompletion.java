/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.log.AgentLog;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call as Guava's {@code ListenableFuture} that it returned is done. The library is known by
 * name alone, as each application has its own.
 */
final class FutureCompletion implements Runnable, Executor {
  private static final String LISTENABLE = "com.google.common.util.concurrent.ListenableFuture";

  private static final Object NONE = new Object();

  /** The method by which futures of a class take listeners. */
  private static final ClassValue<Object> ADDERS =
      new ClassValue<Object>() {
        @Override
        protected Object computeValue(Class<?> type) {
          Class<?> listenable = listenable(type);
          try {
            return listenable == null
                ? NONE
                : listenable.getMethod("addListener", Runnable.class, Executor.class);
          } catch (NoSuchMethodException e) {
            return NONE;
          }
        }
      };

  private final Future<?> future;
  private final Ending call;

  private FutureCompletion(Future<?> future, Ending call) {
    this.future = future;
    this.call = call;
  }

  /** Leaves the end of a call to a future; false when it takes no listeners. */
  static boolean awaits(Future<?> future, Ending call) {
    Object adder = ADDERS.get(future.getClass());
    if (adder == NONE) {
      return false;
    }
    FutureCompletion completion = new FutureCompletion(future, call.kept());
    try {
      ((Method) adder).invoke(future, completion, completion);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      AgentLog.debug("a future takes no listener", e);
      return false;
    }
  }

  private static @Nullable Class<?> listenable(@Nullable Class<?> type) {
    if (type == null || type.getName().equals(LISTENABLE)) {
      return type;
    }
    for (Class<?> one : type.getInterfaces()) {
      Class<?> found = listenable(one);
      if (found != null) {
        return found;
      }
    }
    return listenable(type.getSuperclass());
  }

  /** The listener runs where the future is completed. */
  @Override
  public void execute(Runnable listener) {
    listener.run();
  }

  @Override
  public void run() {
    end(future, call);
  }

  /** Ends a call with what a future was done with. */
  @SuppressWarnings("CatchingUnchecked")
  static void end(Future<?> future, Ending call) {
    boolean interrupted = Thread.interrupted();
    try {
      ended(future, call);
    } catch (Throwable t) {
      AgentLog.debug("the end of a call", t);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void ended(Future<?> future, Ending call) throws InterruptedException {
    Object result = null;
    Throwable thrown = null;
    try {
      result = future.get();
    } catch (ExecutionException | CancellationException e) {
      thrown = e;
    }
    call.ended(result, thrown);
  }
}
