/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import io.obsagent.smoke.servers.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sample system that runs: its servers, one JVM a role, and what clients do to it. Thread-safe
 * once it has started.
 */
public abstract class SampleSystem implements AutoCloseable {
  private final Servers servers;
  private final Map<String, ChildJvm> jvms = new LinkedHashMap<>();

  /** One that uses these servers and closes them in the end. */
  protected SampleSystem(Servers servers) {
    this.servers = servers;
  }

  /** Starts the JVM of a role; it ends with the servers. */
  protected final ChildJvm run(
      String role, Launch launch, Path jar, Map<String, String> environment) {
    ChildJvm jvm =
        ChildJvm.start(role, launch.javaHome(), launch.arguments().apply(role), jar, environment);
    servers.guard(jvm.handle());
    jvms.put(role, jvm);
    return jvm;
  }

  /** The servers. */
  public final Servers servers() {
    return servers;
  }

  /** The JVM of a role. */
  public final ChildJvm jvm(String role) {
    ChildJvm jvm = jvms.get(role);
    if (jvm == null) {
      throw new IllegalArgumentException("no role " + role + " among " + jvms.keySet());
    }
    return jvm;
  }

  /** One piece of work that goes well, from the request to its last effect. */
  public abstract void good();

  /** Everything that can happen, once, well and badly, waiting for the effects. */
  public abstract void round();

  /**
   * One small thing of many, mostly good ones.
   *
   * @param number counts up from 0
   */
  public abstract void step(int number);

  /** Stops the applications, then the servers. */
  @Override
  public void close() {
    List<ChildJvm> last = new ArrayList<>(jvms.values());
    Collections.reverse(last);
    last.forEach(ChildJvm::close);
    servers.close();
  }
}
