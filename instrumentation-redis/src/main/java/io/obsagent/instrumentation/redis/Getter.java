/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import org.jspecify.annotations.Nullable;

/** Reads objects of types that the oldest supported versions of a client do not have. */
final class Getter {
  private Getter() {}

  /** What a public method returns; null when there is no such. */
  static @Nullable Object of(@Nullable Object object, String getter) {
    try {
      return object == null ? null : object.getClass().getMethod(getter).invoke(object);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
