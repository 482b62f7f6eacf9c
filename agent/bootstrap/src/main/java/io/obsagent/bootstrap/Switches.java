/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import org.jspecify.annotations.Nullable;

/** The kill switches, read before anything else is done. */
final class Switches {
  private Switches() {}

  static boolean isOff() {
    return isFalse("obs.enabled", "OBS_ENABLED")
        || isFalse("otel.javaagent.enabled", "OTEL_JAVAAGENT_ENABLED");
  }

  private static boolean isFalse(String property, String variable) {
    String value = System.getProperty(property);
    return isFalse(value == null ? System.getenv(variable) : value);
  }

  private static boolean isFalse(@Nullable String value) {
    return value != null && value.trim().equalsIgnoreCase("false");
  }
}
