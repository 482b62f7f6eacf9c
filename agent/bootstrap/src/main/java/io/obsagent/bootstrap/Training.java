/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * Knows a run whose only purpose is the JVM's AOT cache, such as one with {@code
 * -XX:AOTCacheOutput}. The agent works in it, so that its classes get into the cache, but what
 * happens there is no traffic: nothing is exported.
 */
final class Training {
  private static final String SETTINGS =
      "otel.traces.exporter=none;otel.metrics.exporter=none;otel.logs.exporter=none";

  private final @Nullable String argument;

  /** Takes the agent's argument. */
  Training(@Nullable String argument) {
    this.argument = argument;
  }

  /**
   * The agent's argument; in such a run with settings that let nothing out. For after {@link
   * BootPath#add}, which opens the JVM's package.
   */
  @Nullable String settings() {
    if (!isRunning()) {
      return argument;
    }
    System.err.println("[obs-agent] INFO this run makes an AOT cache: nothing is exported");
    return argument == null ? SETTINGS : argument + ';' + SETTINGS;
  }

  private static boolean isRunning() {
    try {
      return (Boolean)
          Class.forName("jdk.internal.misc.CDS").getMethod("isDumpingStaticArchive").invoke(null);
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }
}
