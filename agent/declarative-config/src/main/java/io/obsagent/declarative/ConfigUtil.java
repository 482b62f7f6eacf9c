/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import org.jspecify.annotations.Nullable;

/**
 * What the incubating API expects of the API under this name, which the API has no more in the
 * agent's release. References to it are led here as the jar is packed.
 */
public final class ConfigUtil {
  private ConfigUtil() {}

  /** A value, or another in its stead when it is null. */
  public static <T> T defaultIfNull(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
