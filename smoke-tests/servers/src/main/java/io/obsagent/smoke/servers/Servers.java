/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * All servers of a system together: PostgreSQL, Redis and S3 in one process, the Replicate stand-in
 * in this one. Thread-safe.
 */
public final class Servers implements AutoCloseable {
  private final HostProcess host;
  private final ReplicateServer replicate;

  private Servers(HostProcess host, ReplicateServer replicate) {
    this.host = host;
    this.replicate = replicate;
  }

  /** Starts all of them, S3 with these buckets, and waits until all answer. */
  public static Servers start(String... buckets) {
    List<String> what = new ArrayList<>(List.of("postgres", "redis", "s3"));
    for (String bucket : buckets) {
      what.add("bucket:" + bucket);
    }
    HostProcess host = HostProcess.start(what);
    return new Servers(host, ReplicateServer.start());
  }

  /** Starts PostgreSQL and Redis without S3, and waits until both answer. */
  public static Servers startDatabases() {
    return new Servers(HostProcess.start(List.of("postgres", "redis")), ReplicateServer.start());
  }

  /** PostgreSQL; closed with this. */
  public PostgresServer postgres() {
    return new PostgresServer(host, false);
  }

  /** Redis; closed with this. */
  public RedisServer redis() {
    return new RedisServer(host, false);
  }

  /** S3, if it was started; closed with this. */
  public S3Server s3() {
    return new S3Server(host, false);
  }

  /** The Replicate stand-in; closed with this. */
  public ReplicateServer replicate() {
    return replicate;
  }

  /** Has a process that uses them killed with them, even when this process is killed itself. */
  public void guard(ProcessHandle process) {
    host.guard(process);
  }

  /** Stops all of them. */
  @Override
  public void close() {
    replicate.close();
    host.close();
  }
}
