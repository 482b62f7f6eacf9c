/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.Arrays;
import java.util.List;

/**
 * Which built-in catalogues have rules of methods: known without reading them, for the start to ask
 * on the application's thread.
 */
public final class SystemsWithMethods {
  private static final List<String> NAMES = Arrays.asList("apex", "autoserve");

  private SystemsWithMethods() {}

  /** Whether one of these catalogues does. */
  public static boolean isAnyOf(List<String> systems) {
    for (int i = 0; i < systems.size(); i++) {
      if (NAMES.contains(systems.get(i))) {
        return true;
      }
    }
    return false;
  }
}
