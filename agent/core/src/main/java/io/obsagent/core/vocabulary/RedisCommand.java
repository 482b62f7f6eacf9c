/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/**
 * A command, pipeline or transaction sent to Redis, until its reply. One that adds to or takes from
 * a queue tells so.
 */
public final class RedisCommand {
  public static final OperationType TYPE = new OperationType("redis.command", SpanKind.CLIENT);

  /** The command in upper case: {@code GET}; {@code PIPELINE} and {@code MULTI} for many. */
  public static final Field OPERATION = TYPE.string("operation", "db.operation.name");

  /** The first key as it is; for rules only. */
  public static final Field KEY = TYPE.field("key");

  /** Always {@code redis}. */
  public static final Field SYSTEM = TYPE.string("system", "db.system.name", "db.system");

  /** The number of the database. */
  public static final Field NAMESPACE = TYPE.string("namespace", "db.namespace");

  /** The command and the shapes of its keys; never a value. */
  public static final Field TEXT = TYPE.string("text", "db.query.text");

  /** Commands in a pipeline or transaction; null for a single one. */
  public static final Field BATCH_SIZE = TYPE.integer("batch_size", "db.operation.batch.size");

  /** The server's host. */
  public static final Field SERVER_ADDRESS = TYPE.string("server.address", "server.address");

  /** The server's port. */
  public static final Field SERVER_PORT = TYPE.integer("server.port", "server.port");

  /** The queue that the command works on; null when it is none. */
  public static final Field QUEUE = TYPE.string("queue", "messaging.destination.name");

  /** {@code send} for an enqueue, {@code receive} for a take; null for any other command. */
  public static final Field ACTION = TYPE.string("action", "messaging.operation.type");

  /** How many elements an enqueue added or a take yielded; null for any other command. */
  public static final Field ELEMENTS = TYPE.field("elements");

  /** For a look-up whether it found something, of many anything; null for any other command. */
  public static final Field HIT = TYPE.field("hit");

  /** The length of the list or stream that the reply tells; null when it does not. */
  public static final Field LENGTH = TYPE.field("length");

  static {
    TYPE.selectedBy(OPERATION, KEY);
  }

  private RedisCommand() {}
}
