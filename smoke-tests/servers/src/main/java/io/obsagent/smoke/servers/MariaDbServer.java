/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server on a free loopback port with one empty database, to which MySQL's driver talks
 * as MariaDB's does. Its user has no password. Thread-safe.
 */
public final class MariaDbServer implements AutoCloseable {
  /** What to tell where there is none. */
  public static final String HOW_TO_GET = "MariaDB is missing: ./mariadb installs it";

  private final HostProcess host;

  private MariaDbServer(HostProcess host) {
    this.host = host;
  }

  /**
   * Starts a server in a process of its own and waits until it accepts connections.
   *
   * @return null when no Docker engine answers and none is installed
   */
  public static @Nullable MariaDbServer start() {
    HostProcess host = HostProcess.start(List.of("mariadb"));
    if (!host.tells("mariadb.port")) {
      host.close();
      return null;
    }
    return new MariaDbServer(host);
  }

  /** The address that it listens on. */
  public String host() {
    return host.address("mariadb.host");
  }

  /** The port that it listens on. */
  public int port() {
    return Integer.parseInt(host.address("mariadb.port"));
  }

  /** The name of the database. */
  public String database() {
    return "shop";
  }

  /** The name of the user who may do all. */
  public String user() {
    return "root";
  }

  /** The JDBC URL for MariaDB's driver, which would insist on TLS from version 4 on. */
  public String mariaDbUrl() {
    return "jdbc:mariadb://" + location() + "?sslMode=disable";
  }

  /** The JDBC URL for MySQL's driver. */
  public String mySqlUrl() {
    return "jdbc:mysql://" + location() + "?useSSL=false";
  }

  private String location() {
    return host() + ":" + port() + "/" + database();
  }

  /** Stops the server and deletes its data. */
  @Override
  public void close() {
    host.close();
  }
}
