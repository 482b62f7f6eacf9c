/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import org.jspecify.annotations.Nullable;

/** Asks exceptions of the application, whose methods may themselves throw. */
final class Throwables {
  private Throwables() {}

  static @Nullable Throwable cause(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (RuntimeException e) {
      return null;
    }
  }
}
