/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.redact.RedisText;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/** A command's name and what follows from it. Immutable. */
final class CommandName {
  static final CommandName PIPELINE = new CommandName("PIPELINE", CommandKind.ORDINARY);
  static final CommandName MULTI = new CommandName("MULTI", CommandKind.MULTI);

  private static final int MOST = 1024;
  private static final ConcurrentHashMap<Object, CommandName> KNOWN = new ConcurrentHashMap<>();

  /** In upper case; {@code OTHER} for one that is not known. */
  final String name;

  final String spanName;
  final CommandKind kind;
  final boolean beginsWithKey;

  private CommandName(String name, CommandKind kind) {
    this.name = name;
    this.spanName = "redis " + name;
    this.kind = kind;
    this.beginsWithKey = RedisText.beginsWithKey(name);
  }

  /**
   * The name of a client's command constant.
   *
   * @param constant remembered if it is an enum's, and so is there for good
   * @param raw the name as it is sent
   */
  static CommandName of(Object constant, byte[] raw) {
    CommandName known = constant instanceof Enum ? KNOWN.get(constant) : null;
    if (known == null) {
      String name = RedisText.command(new String(raw, StandardCharsets.US_ASCII));
      known = new CommandName(name, CommandKind.of(name));
      if (constant instanceof Enum && KNOWN.size() < MOST) {
        KNOWN.put(constant, known);
      }
    }
    return known;
  }

  /** The name as a client has it for good, in any case. */
  static CommandName of(String raw) {
    CommandName known = KNOWN.get(raw);
    if (known == null) {
      String name = RedisText.command(raw);
      known = new CommandName(name, CommandKind.of(name));
      if (KNOWN.size() < MOST) {
        KNOWN.put(raw, known);
      }
    }
    return known;
  }
}
