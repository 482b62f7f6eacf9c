/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A database transaction, at its commit or rollback. */
public final class DbTransaction {
  public static final OperationType TYPE = new OperationType("db.transaction", SpanKind.CLIENT);

  /** {@code commit} or {@code rollback}. */
  public static final Field RESULT = TYPE.field("result");

  /** The database product. */
  public static final Field SYSTEM = TYPE.string("system", "db.system.name", "db.system");

  /** The name of the database. */
  public static final Field NAMESPACE = TYPE.string("namespace", "db.namespace");

  /** {@code COMMIT} or {@code ROLLBACK}. */
  public static final Field OPERATION = TYPE.string("operation", "db.operation.name");

  /** The server's host; null for databases inside the process. */
  public static final Field SERVER_ADDRESS = TYPE.string("server.address", "server.address");

  /** The server's port. */
  public static final Field SERVER_PORT = TYPE.integer("server.port", "server.port");

  static {
    TYPE.selectedBy(RESULT).hides("db.query");
  }

  private DbTransaction() {}
}
