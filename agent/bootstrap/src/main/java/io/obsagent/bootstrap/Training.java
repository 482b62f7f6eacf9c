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

  /** The agent's argument with settings that let nothing out; says so. */
  String settings(@Nullable String argument) {
    System.err.println("[obs-agent] INFO this run makes an AOT cache: nothing is exported");
    return argument == null ? SETTINGS : argument + ';' + SETTINGS;
  }

  /** Whether this is one. For after {@link BootPath#add}, which opens the JVM's package. */
  boolean isRunning() {
    try {
      return (Boolean)
          Class.forName("jdk.internal.misc.CDS").getMethod("isDumpingStaticArchive").invoke(null);
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }
}
