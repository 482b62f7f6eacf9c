/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.RedisCommand;
import org.jspecify.annotations.Nullable;

/** The server and database at the other end of a connection. For one thread at a time. */
final class Endpoint {
  private final @Nullable String host;
  private final @Nullable Long port;
  private @Nullable String database;

  /** An endpoint; a host or port that is not known is null or 0; so is the database. */
  Endpoint(@Nullable String host, int port, @Nullable String database) {
    this.host = host;
    this.database = database;
    this.port = port <= 0 ? null : (Long) (long) port;
  }

  /** An endpoint from text that ends in {@code host:port}, but for brackets of any kind around. */
  static Endpoint of(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '}' || text.charAt(end - 1) == ')')) {
      end--;
    }
    int colon = text.lastIndexOf(':', end);
    int begin = Math.max(text.lastIndexOf('{', end), text.lastIndexOf('(', end)) + 1;
    try {
      return begin < colon
          ? new Endpoint(
              text.substring(begin, colon), Integer.parseInt(text.substring(colon + 1, end)), "0")
          : new Endpoint(null, 0, "0");
    } catch (NumberFormatException e) {
      return new Endpoint(null, 0, "0");
    }
  }

  /** Another database was selected. */
  void select(String number) {
    database = number;
  }

  void describe(Operation operation) {
    operation.set(RedisCommand.SERVER_ADDRESS, host);
    operation.set(RedisCommand.SERVER_PORT, (Object) port);
    operation.set(RedisCommand.NAMESPACE, database);
  }
}
