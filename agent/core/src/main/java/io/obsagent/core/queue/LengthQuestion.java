/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agent's own question to Redis for the length of a queue; it is no operation. */
public final class LengthQuestion {
  private final QueueState queue;
  private final String command;
  private final String key;
  private final @Nullable String group;

  LengthQuestion(QueueState queue, String command, String key, @Nullable String group) {
    this.queue = queue;
    this.command = command;
    this.key = key;
    this.group = group;
  }

  /** The command to send: LLEN, ZCARD, XLEN or XINFO. */
  public String command() {
    return command;
  }

  /** What comes before the key; null when nothing does. */
  public @Nullable String subcommand() {
    return group == null ? null : "GROUPS";
  }

  /** The key, in UTF-8. */
  public String key() {
    return key;
  }

  /** Takes the reply, as {@link QueueCommand#replied} does. */
  public void answer(@Nullable Object reply) {
    Object length = group == null ? reply : lag(reply, group);
    if (length instanceof Long) {
      queue.told((Long) length);
    } else {
      queue.askFailed();
    }
  }

  /** Says that there was no reply; the question is not asked again for some minutes. */
  public void failed() {
    queue.askFailed();
  }

  /** How many entries a group has not read yet; null where the server does not tell. */
  private static @Nullable Object lag(@Nullable Object groups, String name) {
    for (int i = 0; groups instanceof List && i < ((List<?>) groups).size(); i++) {
      Object group = ((List<?>) groups).get(i);
      if (name.equals(QueueCommand.string(value(group, "name")))) {
        return value(group, "lag");
      }
    }
    return null;
  }

  /** The value of a name in names and values in turn, or in a list of entries. */
  private static @Nullable Object value(@Nullable Object members, String name) {
    if (members instanceof List) {
      List<?> list = (List<?>) members;
      for (int i = 0; i < list.size(); i++) {
        if (name.equals(QueueCommand.string(list.get(i))) && i + 1 < list.size()) {
          return list.get(i + 1);
        }
        if (name.equals(QueueCommand.string(Taken.half(list.get(i), 0)))) {
          return Taken.half(list.get(i), 1);
        }
      }
    }
    return null;
  }
}
