/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import org.jspecify.annotations.Nullable;

/**
 * One method and the static methods to call as it is entered and left, by names and not by
 * annotations: {@code Object enter(int site)} and, also when something was thrown, {@code
 * exit(Object entered, Object self, Object argument…, Object result, Throwable thrown)} with the
 * arguments that are asked for. Immutable.
 */
public final class Interception implements ClassWeaver.Weave {
  /** What becomes of the method's result. */
  public enum Result {
    /** The exit method gets null in its place, which costs nothing where it is a number. */
    UNREAD,
    /** The exit method gets it. */
    READ,
    /** The exit method gets it, and what it returns takes its place unless that is null. */
    REPLACED
  }

  private final String method;
  private final String descriptor;
  private final Advice advice;

  /**
   * Says what to call.
   *
   * @param method the name of the method
   * @param descriptor its descriptor
   * @param advice the binary name of the class with the methods to call
   * @param site the number that {@code enter} is called with, not negative
   * @param exit the name of the method to call at the end
   * @param result what becomes of the method's result
   * @param arguments which of the method's arguments it gets
   */
  public Interception(
      String method,
      String descriptor,
      String advice,
      int site,
      String exit,
      Result result,
      int... arguments) {
    this.method = method;
    this.descriptor = descriptor;
    AdviceMethod enter = new AdviceMethod(advice, "enter", "()Ljava/lang/Object;", 1);
    enter.sources[0] = AdviceMethod.Source.CONSTANT;
    enter.indexes[0] = site;
    int count = arguments.length;
    boolean replaces = result == Result.REPLACED;
    AdviceMethod left =
        new AdviceMethod(advice, exit, replaces ? "()Ljava/lang/Object;" : "()V", count + 4);
    if (replaces) {
      left.assignment = AdviceMethod.Assignment.RETURNED;
    }
    left.onThrowable = true;
    left.sources[0] = AdviceMethod.Source.ENTER;
    left.sources[1] = AdviceMethod.Source.THIS;
    for (int i = 0; i < count; i++) {
      left.sources[2 + i] = AdviceMethod.Source.ARGUMENT;
      left.indexes[2 + i] = arguments[i];
    }
    boolean read = result != Result.UNREAD && !descriptor.endsWith("V");
    left.sources[count + 2] = read ? AdviceMethod.Source.RETURN : AdviceMethod.Source.NOTHING;
    left.sources[count + 3] = AdviceMethod.Source.THROWN;
    this.advice = new Advice(enter, left);
  }

  private Interception(String method, String descriptor, Advice advice) {
    this.method = method;
    this.descriptor = descriptor;
    this.advice = advice;
  }

  /**
   * One whose arguments are wanted as the method is entered, or not at all: {@code Object enter(int
   * site)} or {@code Object enter(int site, Object[] arguments)}, and {@code exit(Object entered,
   * Object self, Object result, Throwable thrown)}.
   */
  public static Interception of(
      String method,
      String descriptor,
      String advice,
      int site,
      String enter,
      boolean withArguments,
      String exit,
      Result result) {
    Interception plain = new Interception(method, descriptor, advice, site, exit, result);
    AdviceMethod entered =
        new AdviceMethod(advice, enter, "()Ljava/lang/Object;", withArguments ? 2 : 1);
    entered.sources[0] = AdviceMethod.Source.CONSTANT;
    entered.indexes[0] = site;
    if (withArguments) {
      entered.sources[1] = AdviceMethod.Source.ALL_ARGUMENTS;
    }
    return new Interception(method, descriptor, new Advice(entered, plain.advice.exit));
  }

  @Override
  public @Nullable Advice adviceFor(int access, String name, String type) {
    return name.equals(method) && type.equals(descriptor) ? advice : null;
  }
}
