/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.Cache;
import io.obsagent.core.vocabulary.CacheGet;
import io.obsagent.core.vocabulary.RedisCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command that reads values has found: to rules, a look-up in a cache. */
final class Lookup {
  private static final String SYSTEM = "redis";
  private static final int LONGEST_NAME = 40;

  private Lookup() {}

  /**
   * The reply has come.
   *
   * @param within whether the command is part of a look-up in a cache built upon Redis
   */
  static void replied(
      Operation operation, CommandName name, @Nullable Object reply, boolean within) {
    int found = reply == null ? 0 : 1;
    int missing = 1 - found;
    if (reply instanceof List && name.name.endsWith("MGET")) {
      found = 0;
      for (Object value : (List<?>) reply) {
        found += value == null ? 0 : 1;
      }
      missing = ((List<?>) reply).size() - found;
    }
    operation.set(RedisCommand.HIT, found > 0);
    if (!within && CacheGet.TYPE.isRecorded()) {
      new Cache(cache(operation.get(RedisCommand.KEY)), SYSTEM).lookedUp(found, missing);
    }
  }

  /** The first word of a key that has several: {@code user} of {@code user:42}. */
  static String cache(@Nullable Object key) {
    String text = key == null ? "" : key.toString();
    int end = text.indexOf(':');
    if (end <= 0 || end > LONGEST_NAME) {
      return SYSTEM;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-') {
        return SYSTEM;
      }
    }
    return text.substring(0, end);
  }
}
