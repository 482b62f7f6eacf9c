/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where woven code meets the agent. Woven methods hold an {@code invokedynamic} that {@link #link}
 * binds once to the advice; classes too old for that call {@link #call}. Whatever goes wrong here
 * ends here: the application sees a call that did nothing.
 */
public final class Dispatch {
  /** The agent's side of linking and of failure reports. */
  public interface Agent {
    /**
     * The advice method for a woven class, of exactly the given type.
     *
     * @throws Throwable when there is none; the call site then does nothing for good
     */
    MethodHandle advice(Class<?> woven, String advice, String method, MethodType type)
        throws Throwable;

    /** Told of each failure; must not throw. */
    void failed(String advice, Throwable failure);
  }

  private static final AtomicLong FAILURES = new AtomicLong();
  private static volatile @Nullable Agent agent;

  private Dispatch() {}

  /** Sets the agent that links and hears of failures; null makes later links do nothing. */
  public static void agent(@Nullable Agent agent) {
    Dispatch.agent = agent;
  }

  /** How often advice failed or could not be linked since the start. */
  public static long failures() {
    return FAILURES.get();
  }

  /** Bootstrap method of woven call sites. Never throws. */
  public static CallSite link(
      MethodHandles.Lookup caller, String method, MethodType type, String advice) {
    try {
      Agent current = agent;
      if (current != null) {
        MethodHandle handle = current.advice(caller.lookupClass(), advice, method, type);
        return new ConstantCallSite(handle.type().equals(type) ? handle : handle.asType(type));
      }
    } catch (Throwable t) {
      failed(t, advice);
    }
    return new ConstantCallSite(nothing(type));
  }

  /**
   * The call for class files older than version 51, which cannot hold an {@code invokedynamic}.
   *
   * @param descriptor the advice method's own descriptor
   */
  public static @Nullable Object call(
      Class<?> woven, String advice, String method, String descriptor, Object[] arguments) {
    try {
      return OldClasses.handle(woven, advice, method, descriptor).invokeExact(arguments);
    } catch (Throwable t) {
      failed(t, advice);
      return null;
    }
  }

  /**
   * Called by woven code with what advice threw. Never throws, but for an exhausted stack or heap.
   */
  public static void failed(Throwable failure, String advice) {
    FAILURES.incrementAndGet();
    Agent current = agent;
    if (current != null) {
      try {
        current.failed(advice, failure);
      } catch (Throwable ignored) {
        FAILURES.incrementAndGet();
      }
    }
  }

  /**
   * What advice gave in place of a value, or the value where it gave null. Called by woven code.
   */
  public static @Nullable Object choose(@Nullable Object given, @Nullable Object otherwise) {
    return given == null ? otherwise : given;
  }

  static MethodHandle advice(Class<?> woven, String advice, String method, MethodType type)
      throws Throwable {
    Agent current = agent;
    return current == null ? nothing(type) : current.advice(woven, advice, method, type);
  }

  /** A handle of a type that ignores its arguments and gives null or zero. */
  public static MethodHandle nothing(MethodType type) {
    Class<?> result = type.returnType();
    MethodHandle nothing =
        result == void.class
            ? MethodHandles.constant(Object.class, null).asType(MethodType.methodType(void.class))
            : MethodHandles.constant(result, zero(result));
    return MethodHandles.dropArguments(nothing, 0, type.parameterList());
  }

  private static @Nullable Object zero(Class<?> type) {
    return type.isPrimitive()
        ? java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0)
        : null;
  }
}
