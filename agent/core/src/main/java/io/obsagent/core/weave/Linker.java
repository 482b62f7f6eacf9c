/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.log.AgentLog;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Finds advice for woven call sites, and reports what fails there. Thread-safe. */
public final class Linker implements Dispatch.Agent {
  /** Loads advice classes where they see both the agent and the woven class's library. */
  public interface AdviceLoader {
    Class<?> load(@Nullable ClassLoader woven, String advice) throws ClassNotFoundException;
  }

  /** Ends what comes before the name of an advice class that is not the agent's own. */
  public static final char GUEST = '!';

  private final AdviceLoader advice;

  public Linker(AdviceLoader advice) {
    this.advice = advice;
  }

  @Override
  public MethodHandle advice(Class<?> woven, String className, String method, MethodType type)
      throws ReflectiveOperationException {
    Class<?> owner = advice.load(woven.getClassLoader(), className);
    for (Method candidate : owner.getDeclaredMethods()) {
      if (candidate.getName().equals(method)
          && candidate.getParameterCount() == type.parameterCount()
          && !candidate.isSynthetic()) {
        candidate.setAccessible(true);
        MethodHandle handle = MethodHandles.lookup().unreflect(candidate).asType(type);
        return className.indexOf(GUEST) < 0 ? handle : contained(handle, className);
      }
    }
    throw new NoSuchMethodException(className + "." + method + type);
  }

  /** Advice that never throws, whatever its annotations say. */
  private static MethodHandle contained(MethodHandle handle, String className)
      throws ReflectiveOperationException {
    MethodHandle failed =
        MethodHandles.insertArguments(
            MethodHandles.lookup()
                .findStatic(
                    Dispatch.class,
                    "failed",
                    MethodType.methodType(void.class, Throwable.class, String.class)),
            1,
            className);
    MethodHandle nothing =
        Dispatch.nothing(MethodType.methodType(handle.type().returnType(), Throwable.class));
    return MethodHandles.catchException(
        handle, Throwable.class, MethodHandles.foldArguments(nothing, failed));
  }

  @Override
  public void failed(String className, Throwable failure) {
    if (failure instanceof LinkageError) {
      // The library is of another shape, and for the other advice of the instrumentation too.
      int nested = className.indexOf('$');
      String instrumentation = nested < 0 ? className : className.substring(0, nested);
      AgentLog.warnOnce(
          instrumentation,
          instrumentation
              + " does not fit the application's library, which works without: "
              + AgentLog.describe(failure));
    } else {
      AgentLog.warnOnce(
          className.concat(failure.getClass().getName()),
          "advice " + className + " failed: " + AgentLog.describe(failure));
    }
    AgentLog.debug("advice " + className, failure);
  }
}
