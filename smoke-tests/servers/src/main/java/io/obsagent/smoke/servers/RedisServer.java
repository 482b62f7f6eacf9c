/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.util.List;

/** A Redis server on a free loopback port, empty, without password. Thread-safe. */
public final class RedisServer implements AutoCloseable {
  private final HostProcess host;
  private final boolean owned;

  RedisServer(HostProcess host, boolean owned) {
    this.host = host;
    this.owned = owned;
  }

  /** Starts a server in a process of its own and waits until it accepts connections. */
  public static RedisServer start() {
    return new RedisServer(HostProcess.start(List.of("redis")), true);
  }

  /** Starts a cluster of two masters, of which one is told. */
  public static RedisServer startCluster() {
    return new RedisServer(HostProcess.start(List.of("redis-cluster")), true);
  }

  /** Starts a server and a sentinel, which is told and calls the server {@code master}. */
  public static RedisServer startSentinel() {
    return new RedisServer(HostProcess.start(List.of("redis-sentinel")), true);
  }

  /** The address that it listens on. */
  public String host() {
    return host.address("redis.host");
  }

  /** The port that it listens on. */
  public int port() {
    return Integer.parseInt(host.address("redis.port"));
  }

  /** The URL, as {@code redis://host:port}. */
  public String url() {
    return "redis://" + host() + ":" + port();
  }

  /** Stops the server. */
  @Override
  public void close() {
    if (owned) {
      host.close();
    }
  }
}
