/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A statement sent to a database through JDBC. */
public final class DbQuery {
  public static final OperationType TYPE = new OperationType("db.query", SpanKind.CLIENT);

  /** The verb in upper case: {@code SELECT}. */
  public static final Field OPERATION = TYPE.string("operation", "db.operation.name");

  /** The main table; null when there is none. */
  public static final Field TABLE = TYPE.string("table", "db.collection.name");

  /** One of select, insert, update, delete, call, ddl, transaction, other. */
  public static final Field QUERY_TYPE = TYPE.field("query_type");

  /** The database product: {@code postgresql}. */
  public static final Field SYSTEM = TYPE.string("system", "db.system.name", "db.system");

  /** The name of the database. */
  public static final Field NAMESPACE = TYPE.string("namespace", "db.namespace");

  /** The statement with every literal masked. */
  public static final Field TEXT = TYPE.string("text", "db.query.text");

  /** Operation and table. */
  public static final Field SUMMARY = TYPE.string("summary", "db.query.summary");

  /** Statements in a batch; null for a single one. */
  public static final Field BATCH_SIZE = TYPE.integer("batch_size", "db.operation.batch.size");

  /** Rows affected; null when not known. */
  public static final Field ROWS = TYPE.field("rows");

  /**
   * The values bound to the columns that rules name, an array by {@code
   * io.obsagent.core.database.BoundValues}; null mostly.
   */
  public static final Field PARAMS = TYPE.field("params");

  /** The server's host. */
  public static final Field SERVER_ADDRESS = TYPE.string("server.address", "server.address");

  /** The server's port. */
  public static final Field SERVER_PORT = TYPE.integer("server.port", "server.port");

  static {
    TYPE.selectedBy(OPERATION, TABLE).hides("db.transaction");
  }

  private DbQuery() {}
}
