/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import org.jspecify.annotations.Nullable;

/** The agent's version. */
public final class Version {
  private static volatile @Nullable String version;

  private Version() {}

  /** Null where it is not known, as in tests. */
  public static @Nullable String get() {
    return version;
  }

  /** Sets it, from the manifest of the agent's jar. */
  public static void set(@Nullable String version) {
    Version.version = version;
  }
}
