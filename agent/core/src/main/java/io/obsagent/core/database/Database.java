/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.database;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.redact.DatabaseAddress;
import io.obsagent.core.redact.JdbcUrl;
import org.jspecify.annotations.Nullable;

/** A database as operations tell of it: the product, the database's name, the server. Immutable. */
public final class Database {
  /** A database of which nothing could be learnt. */
  static final Database UNKNOWN = new Database(JdbcUrl.parse(null));

  private final String system;
  private final @Nullable String namespace;
  private final @Nullable String address;
  private final @Nullable Long port;

  private Database(DatabaseAddress from) {
    system = from.systemName();
    namespace = from.namespace();
    address = from.address();
    port = from.port() < 0 ? null : Long.valueOf(from.port());
  }

  /** The database that a JDBC URL names; null or what is no JDBC URL gives an unknown one. */
  static Database ofUrl(@Nullable String url) {
    return new Database(JdbcUrl.parse(url));
  }

  /** The product by its name in the semantic conventions; {@code other} where unknown. */
  public String system() {
    return system;
  }

  /** Sets product and name of the database on an operation. */
  public void tell(Operation operation, Field system, Field namespace) {
    operation.set(system, this.system).set(namespace, this.namespace);
  }

  /** Sets host and port of the server on an operation. */
  public void tellServer(Operation operation, Field address, Field port) {
    operation.set(address, this.address).set(port, this.port);
  }

  @Override
  public String toString() {
    return system + ' ' + namespace;
  }
}
