/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.log.AgentLog;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the application's global instance is ours. One that the application sets is
 * passed over, without the error that a second one is; a second one of its own is refused as ever.
 */
final class GlobalInstance {
  private static final OpenTelemetry OURS = new BridgedOpenTelemetry();

  private static volatile boolean installed;
  private static boolean installing;
  private static boolean given;
  private static boolean replacing;

  private GlobalInstance() {}

  /** Before anything is done with the global instance, and outside of the lock that guards it. */
  static void install() {
    if (!installed) {
      installNow();
    }
  }

  private static synchronized void installNow() {
    if (!installed && !installing) {
      installing = true;
      try {
        GlobalOpenTelemetry.set(OURS);
      } finally {
        installing = false;
        installed = true;
      }
    }
  }

  /** What is to be set; null when it is to be what the caller says. */
  static @Nullable OpenTelemetry insteadOf(OpenTelemetry instance) {
    if (instance == OURS || given) {
      return null;
    }
    given = true;
    AgentLog.warn(
        "the application sets an OpenTelemetry of its own; the global one stays the agent's: "
            + instance.getClass().getName());
    replacing = true;
    try {
      GlobalOpenTelemetry.resetForTest();
    } finally {
      replacing = false;
    }
    return OURS;
  }

  /** The application forgets the instance. */
  static void forgotten() {
    if (!replacing) {
      given = false;
      installed = false;
    }
  }
}
