/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * How the JVMs of a system are started.
 *
 * @param javaHome their JDK
 * @param arguments JVM arguments by role, for instance {@code -javaagent:…}
 */
public record Launch(Path javaHome, Function<String, List<String>> arguments) {
  /** On the JDK of this JVM, with no arguments. */
  public static Launch plain() {
    return new Launch(thisJdk(), role -> List.of());
  }

  /** The JDK of this JVM. */
  public static Path thisJdk() {
    return Path.of(System.getProperty("java.home"));
  }
}
