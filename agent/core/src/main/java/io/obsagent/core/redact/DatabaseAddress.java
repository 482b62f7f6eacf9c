/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import org.jspecify.annotations.Nullable;

/** Where a database is and what it is, without any credentials. Immutable. */
public final class DatabaseAddress {
  private static final int MAX_NAME = 128;
  private static final int MAX_PORT = 65_535;

  private final String system;
  private final @Nullable String address;
  private final int port;
  private final @Nullable String namespace;

  /** Whatever does not look like a host, a port or a name is left out. */
  DatabaseAddress(
      String system, @Nullable String address, @Nullable String port, @Nullable String namespace) {
    this.system = system;
    int number = port(port);
    boolean malformed = port != null && !port.isEmpty() && number < 0;
    this.address = isHost(address) && !malformed ? address : null;
    this.port = this.address == null ? -1 : number;
    this.namespace = isName(namespace) ? namespace : null;
  }

  /** The documented {@code db.system}, such as {@code postgresql}; {@code other} where unknown. */
  public String system() {
    return system;
  }

  /** The stable {@code db.system.name}, such as {@code microsoft.sql_server} for sqlserver. */
  public String systemName() {
    switch (system) {
      case "sqlserver":
        return "microsoft.sql_server";
      case "oracle":
        return "oracle.db";
      case "db2":
        return "ibm.db2";
      case "h2":
        return "h2database";
      default:
        return system;
    }
  }

  /** The server's host name or IP address; null for a database inside the process or a file. */
  public @Nullable String address() {
    return address;
  }

  /** The server's port; -1 where it is unknown or there is none. */
  public int port() {
    return port;
  }

  /** The database's name, of a file its name without directories; null where unknown. */
  public @Nullable String namespace() {
    return namespace;
  }

  @Override
  public String toString() {
    return system + ' ' + address + ':' + port + ' ' + namespace;
  }

  private static int port(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 5) {
      return -1;
    }
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!SecretShapes.isDigit(text.charAt(i))) {
        return -1;
      }
      port = port * 10 + text.charAt(i) - '0';
    }
    return port > 0 && port <= MAX_PORT ? port : -1;
  }

  private static boolean isHost(@Nullable String text) {
    return consistsOf(text, "-._:%");
  }

  private static boolean isName(@Nullable String text) {
    return consistsOf(text, "-._$#~ ");
  }

  private static boolean consistsOf(@Nullable String text, String punctuation) {
    if (text == null || text.isEmpty() || text.length() > MAX_NAME) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!SecretShapes.isAlphanumeric(c) && punctuation.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
