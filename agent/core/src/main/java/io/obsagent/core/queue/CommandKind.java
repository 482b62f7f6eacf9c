/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import java.util.HashMap;
import java.util.Map;

/** What the agent makes of a Redis command, by its name. */
public enum CommandKind {
  /** An operation, and nothing more. */
  ORDINARY(""),

  /** Finds something or not. */
  LOOKUP("GET HGET GETEX GETDEL MGET HMGET"),

  /** May add to a queue. */
  SEND("LPUSH RPUSH LPUSHX RPUSHX XADD ZADD PUBLISH SPUBLISH"),

  /** May take from a queue, at once. */
  TAKE("LPOP RPOP LMOVE RPOPLPUSH LMPOP ZPOPMIN ZPOPMAX ZMPOP"),

  /** Takes from a queue and waits until there is something. */
  WAIT("BLPOP BRPOP BLMOVE BRPOPLPUSH BLMPOP BZPOPMIN BZPOPMAX BZMPOP"),

  /** Shows what is in a sorted set, such as what is due; who removes it then has taken it. */
  PEEK("ZRANGEBYSCORE ZRANGE ZREVRANGEBYSCORE ZREVRANGE"),

  /** May take from a sorted set what was seen there. */
  REMOVE("ZREM"),

  /** Takes over entries of a stream that somebody else has read. */
  CLAIM("XAUTOCLAIM XCLAIM"),

  /** Reads a stream; its arguments tell whether it waits. */
  STREAM_READ("XREADGROUP XREAD"),

  /** Tells how long a queue is. */
  LENGTH("LLEN XLEN ZCARD"),

  /** Begins a transaction. */
  MULTI("MULTI"),

  /** Ends a transaction. */
  EXEC("EXEC DISCARD"),

  /**
   * Sets up a connection, asks for the servers or listens to messages: no operation of the
   * application's.
   */
  SILENT(
      "AUTH HELLO SELECT CLIENT QUIT RESET ASKING READONLY READWRITE CLUSTER SENTINEL MONITOR"
          + " SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE");

  private static final Map<String, CommandKind> BY_NAME = new HashMap<>();

  static {
    for (CommandKind kind : values()) {
      for (String name : kind.names.split(" ")) {
        BY_NAME.put(name, kind);
      }
    }
  }

  private final String names;

  CommandKind(String names) {
    this.names = names;
  }

  /**
   * The kind of a command.
   *
   * @param command in upper case
   */
  public static CommandKind of(String command) {
    CommandKind kind = BY_NAME.get(command);
    return kind == null ? ORDINARY : kind;
  }

  /** Whether a command of this kind may have to do with a queue. */
  public boolean mayConcernQueue() {
    return this != ORDINARY && this != LOOKUP && this != MULTI && this != EXEC && this != SILENT;
  }
}
