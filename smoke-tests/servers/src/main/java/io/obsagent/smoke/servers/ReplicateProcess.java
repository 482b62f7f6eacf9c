/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.util.List;

/**
 * {@link ReplicateServer} in a process of its own, for tests that observe this one; its behaviour
 * follows from the models alone. Thread-safe.
 */
public final class ReplicateProcess implements AutoCloseable {
  private final HostProcess host;

  private ReplicateProcess(HostProcess host) {
    this.host = host;
  }

  /** Starts it and waits until it answers. */
  public static ReplicateProcess start() {
    return new ReplicateProcess(HostProcess.start(List.of("replicate")));
  }

  /** The base URL, as {@code http://host:port}. */
  public String url() {
    return host.address("replicate.url");
  }

  /** Stops it. */
  @Override
  public void close() {
    host.close();
  }
}
