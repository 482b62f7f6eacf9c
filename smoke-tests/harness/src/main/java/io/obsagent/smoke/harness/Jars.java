/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the jars are that run in processes of their own. */
public final class Jars {
  private Jars() {}

  /** The agent's jar: the property {@code obs-agent.jar}, else where the build puts it. */
  public static Path agent() {
    return find("obs-agent", "agent/dist");
  }

  /** The agent's jar as an extension of OpenTelemetry's agent: as {@link #agent}. */
  public static Path extension() {
    return find("obs-extension", "agent/extension");
  }

  /** OpenTelemetry's agent: as {@link #agent}. */
  public static Path openTelemetry() {
    return find("opentelemetry-javaagent", "agent/extension");
  }

  /** An application's jar: the property {@code NAME.jar}, else where the build puts it. */
  public static Path application(String name) {
    return find(name, "smoke-tests/" + name);
  }

  private static Path find(String name, String module) {
    @Nullable String set = System.getProperty(name + ".jar");
    if (set != null) {
      return Path.of(set);
    }
    String built = module + "/target/" + name + ".jar";
    for (@Nullable Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.isRegularFile(up.resolve(built))) {
        return up.resolve(built);
      }
    }
    throw new IllegalStateException(built + " is missing: package the module " + module);
  }
}
