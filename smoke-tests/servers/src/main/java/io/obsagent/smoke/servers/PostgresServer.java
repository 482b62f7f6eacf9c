/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.util.List;

/** A PostgreSQL server on a free loopback port with one empty database. Thread-safe. */
public final class PostgresServer implements AutoCloseable {
  private final HostProcess host;
  private final boolean owned;

  PostgresServer(HostProcess host, boolean owned) {
    this.host = host;
    this.owned = owned;
  }

  /** Starts a server in a process of its own and waits until it accepts connections. */
  public static PostgresServer start() {
    return new PostgresServer(HostProcess.start(List.of("postgres")), true);
  }

  /** The address that it listens on. */
  public String host() {
    return host.address("postgres.host");
  }

  /** The port that it listens on. */
  public int port() {
    return Integer.parseInt(host.address("postgres.port"));
  }

  /** The name of the database. */
  public String database() {
    return "postgres";
  }

  /** The name of the superuser. */
  public String user() {
    return "postgres";
  }

  /** The password of {@link #user}. */
  public String password() {
    return "postgres";
  }

  /** The JDBC URL, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database();
  }

  /** Stops the server and deletes its data. */
  @Override
  public void close() {
    if (owned) {
      host.close();
    }
  }
}
