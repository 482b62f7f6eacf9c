/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.operation.ManualSpan;
import io.obsagent.core.operation.Operation;
import org.jspecify.annotations.Nullable;

/** What methods call whose annotations ask for a span, by the number of their site. */
final class SpanAdvice {
  private SpanAdvice() {}

  static @Nullable Object enter(int number) {
    SpanSite site = SpanSite.of(number);
    if (site.span == null) {
      return null;
    }
    return ManualSpan.enter(site.span, site.kind, site.inherits)
        .attribute("code.function.name", site.function);
  }

  /** As {@link #enter}, of a method whose arguments become attributes. */
  static @Nullable Object enterWith(int number, @Nullable Object[] arguments) {
    Object entered = enter(number);
    Operation operation = entered == null ? Operation.current() : (Operation) entered;
    if (operation != null && operation.isRunning()) {
      @Nullable String[] attributes = SpanSite.of(number).attributes;
      for (int i = 0; i < attributes.length; i++) {
        String name = attributes[i];
        Object value = arguments[i];
        if (name != null && value != null) {
          operation.attribute(name, plain(value));
        }
      }
    }
    return entered;
  }

  private static Object plain(Object value) {
    return value instanceof Short || value instanceof Byte
        ? Long.valueOf(((Number) value).longValue())
        : value;
  }

  static @Nullable Object exit(
      @Nullable Object entered,
      @Nullable Object self,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (entered == null) {
      return null;
    }
    Operation operation = (Operation) entered;
    return left(operation, new SpanEnd(operation), result, thrown);
  }

  /**
   * Ends an operation whose method is left, or leaves its end to the method's result.
   *
   * @return what takes the place of the result; null for none
   */
  static @Nullable Object left(
      Operation operation, Ending end, @Nullable Object result, @Nullable Throwable thrown) {
    if (result != null) {
      operation.leave();
      if (Completion.awaits(result, end)) {
        return null;
      }
      Object followed = PublisherCompletion.followed(result, end);
      if (followed != null) {
        return followed;
      }
    }
    end.ended(null, thrown);
    return null;
  }

  /** As {@link #exit}, of a method whose result is no object, or tells of no end. */
  static void exitNow(
      @Nullable Object entered,
      @Nullable Object self,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (entered != null) {
      SpanEnd.end((Operation) entered, thrown);
    }
  }
}
