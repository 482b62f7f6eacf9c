/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The sample systems on the class path, as {@code META-INF/services} names them. */
public final class Samples {
  private Samples() {}

  /** All of them. */
  public static List<Sample> all() {
    List<Sample> all = new ArrayList<>();
    ServiceLoader.load(Sample.class).forEach(all::add);
    return all;
  }

  /** Their names, for a person. */
  public static String names() {
    return String.join(", ", all().stream().map(Sample::name).toList());
  }

  /** The one of this name; IllegalArgumentException, which names those there are, if none. */
  public static Sample named(String name) {
    for (Sample sample : all()) {
      if (sample.name().equals(name)) {
        return sample;
      }
    }
    throw new IllegalArgumentException("there is no system '" + name + "'; there is " + names());
  }
}
