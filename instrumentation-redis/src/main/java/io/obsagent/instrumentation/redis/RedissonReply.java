/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.queue.CommandKind;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replies that Redisson decoded, as they were in the protocol. */
final class RedissonReply {
  private RedissonReply() {}

  /** The reply to a command on a queue; what a codec made objects of stays as it is. */
  static @Nullable Object plain(Sent sent, @Nullable Object reply) {
    if (reply == null) {
      return null;
    }
    switch (sent.name.kind) {
      case STREAM_READ:
        return reply instanceof Map ? streams(sent, (Map<?, ?>) reply) : null;
      case WAIT:
        return sent.name.name.startsWith("BL") && sent.name.name.endsWith("MOVE")
                || sent.name.name.endsWith("PUSH")
                || reply instanceof Map.Entry
                || reply instanceof List
            ? reply
            : new SimpleImmutableEntry<Object, Object>(key(sent), reply);
      case CLAIM:
        return claimed(reply);
      case REMOVE:
        return number(reply);
      case SEND:
        return sent.name.name.equals("ZADD") ? number(reply) : scalar(reply);
      default:
        return reply instanceof Collection && !(reply instanceof List)
            ? new ArrayList<Object>((Collection<?>) reply)
            : scalar(reply);
    }
  }

  /** How many, where one of one is told by true. */
  private static Object number(Object reply) {
    return reply instanceof Boolean ? (Object) ((Boolean) reply ? 1L : 0L) : scalar(reply);
  }

  /** The messages that XCLAIM yields, or those of XAUTOCLAIM behind the place to go on from. */
  private static @Nullable Object claimed(Object reply) {
    if (reply instanceof Map) {
      return entries((Map<?, ?>) reply);
    }
    Object messages = Getter.of(reply, "getMessages");
    return messages instanceof Map ? Arrays.asList("", entries((Map<?, ?>) messages)) : null;
  }

  private static byte[] key(Sent sent) {
    return sent.arguments.get(0);
  }

  private static Object scalar(Object reply) {
    if (reply instanceof Integer) {
      return (long) (Integer) reply;
    }
    return reply.getClass().getName().endsWith("StreamMessageId") ? reply.toString() : reply;
  }

  /** The reply to a command that reads values: null in the place of each that there is not. */
  static @Nullable Object values(Sent sent, @Nullable Object reply) {
    if (!(reply instanceof Map) || !sent.name.name.endsWith("MGET")) {
      return reply;
    }
    int asked =
        sent.arguments.size() - (sent.name.kind == CommandKind.LOOKUP && isHash(sent) ? 1 : 0);
    List<@Nullable Object> values = new ArrayList<>(((Map<?, ?>) reply).values());
    while (values.size() < asked) {
      values.add(null);
    }
    return values;
  }

  private static boolean isHash(Sent sent) {
    return sent.name.name.equals("HMGET");
  }

  /** The messages of the first stream that has any, by their ids or by streams and their ids. */
  private static @Nullable Object streams(Sent sent, Map<?, ?> reply) {
    for (Map.Entry<?, ?> each : reply.entrySet()) {
      Object id = each.getKey();
      if (id instanceof CharSequence && each.getValue() instanceof Map) {
        Map<?, ?> messages = (Map<?, ?>) each.getValue();
        if (!messages.isEmpty()) {
          return stream(id.toString(), messages);
        }
      } else {
        return stream(firstStream(sent), reply);
      }
    }
    return null;
  }

  private static Object stream(String key, Map<?, ?> messages) {
    return Collections.singletonList(Arrays.asList(key, entries(messages)));
  }

  private static List<Object> entries(Map<?, ?> messages) {
    List<Object> entries = new ArrayList<>();
    for (Map.Entry<?, ?> message : messages.entrySet()) {
      List<@Nullable Object> fields = new ArrayList<>();
      if (message.getValue() instanceof Map) {
        for (Map.Entry<?, ?> field : ((Map<?, ?>) message.getValue()).entrySet()) {
          fields.add(field.getKey());
          fields.add(field.getValue());
        }
      }
      entries.add(Arrays.asList(String.valueOf(message.getKey()), fields));
    }
    return entries;
  }

  private static String firstStream(Sent sent) {
    for (int i = 0; i + 1 < sent.arguments.size(); i++) {
      if (new String(sent.arguments.get(i), StandardCharsets.UTF_8).equals("STREAMS")) {
        return new String(sent.arguments.get(i + 1), StandardCharsets.UTF_8);
      }
    }
    return "";
  }
}
