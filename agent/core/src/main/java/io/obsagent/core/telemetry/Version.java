/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The agent's version, as packed into its jar. */
public final class Version {
  /** The resource that holds it. */
  public static final String RESOURCE = "io/obsagent/version";

  private static final int LONGEST = 64;

  private Version() {}

  /** Null where there is no jar, as in tests. */
  static @Nullable String get() {
    try (InputStream in = Version.class.getResourceAsStream("/".concat(RESOURCE))) {
      if (in == null) {
        return null;
      }
      byte[] bytes = new byte[LONGEST];
      return new String(bytes, 0, Math.max(0, in.read(bytes)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }
}
