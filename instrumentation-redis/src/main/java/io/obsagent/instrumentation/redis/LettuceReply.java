/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.StreamMessage;
import io.obsagent.core.queue.CommandKind;
import java.nio.ByteBuffer;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replies that Lettuce decoded, as they were in the protocol. */
final class LettuceReply {
  private LettuceReply() {}

  /** The reply to a command on a queue; what a codec made objects of stays as it is. */
  static @Nullable Object plain(CommandKind kind, @Nullable Object reply) {
    if (kind == CommandKind.CLAIM) {
      return claimed(reply);
    }
    return kind == CommandKind.STREAM_READ && reply instanceof List
        ? streams((List<?>) reply)
        : plain(reply);
  }

  /** The messages that XCLAIM yields, or those of XAUTOCLAIM behind the place to go on from. */
  private static @Nullable Object claimed(@Nullable Object reply) {
    if (reply instanceof List) {
      return messages((List<?>) reply);
    }
    Object messages = Getter.of(reply, "getMessages");
    return messages instanceof List ? Arrays.asList("", messages((List<?>) messages)) : null;
  }

  private static List<Object> messages(List<?> messages) {
    List<Object> entries = new ArrayList<>();
    for (Object each : messages) {
      if (each instanceof StreamMessage) {
        entries.add(entry((StreamMessage<?, ?>) each));
      }
    }
    return entries;
  }

  private static Object entry(StreamMessage<?, ?> message) {
    List<@Nullable Object> fields = new ArrayList<>();
    for (Map.Entry<?, ?> field : message.getBody().entrySet()) {
      fields.add(plain(field.getKey()));
      fields.add(plain(field.getValue()));
    }
    return Arrays.asList(message.getId(), fields);
  }

  /** The reply to a command that reads values: null in the place of each that there is not. */
  static @Nullable Object values(@Nullable Object reply) {
    return reply instanceof List ? plain(reply) : reply;
  }

  static @Nullable Object plain(@Nullable Object reply) {
    if (reply instanceof KeyValue) {
      KeyValue<?, ?> pair = (KeyValue<?, ?>) reply;
      return pair.hasValue()
          ? new SimpleImmutableEntry<>(plain(pair.getKey()), plain(pair.getValue()))
          : null;
    }
    if (reply instanceof ScoredValue) {
      ScoredValue<?> scored = (ScoredValue<?>) reply;
      return scored.hasValue() ? Arrays.asList(plain(scored.getValue()), "0") : null;
    }
    if (reply instanceof ByteBuffer) {
      ByteBuffer bytes = ((ByteBuffer) reply).duplicate();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    }
    if (reply instanceof List) {
      List<Object> all = new ArrayList<>();
      for (Object each : (List<?>) reply) {
        all.add(plain(each));
      }
      return all;
    }
    return reply;
  }

  /** The messages of the first stream that has any; Lettuce puts those of all streams in a row. */
  private static @Nullable Object streams(List<?> messages) {
    List<Object> entries = new ArrayList<>();
    Object stream = null;
    for (Object each : messages) {
      if (each instanceof StreamMessage) {
        StreamMessage<?, ?> message = (StreamMessage<?, ?>) each;
        if (stream != null && !stream.equals(message.getStream())) {
          break;
        }
        stream = message.getStream();
        entries.add(entry(message));
      }
    }
    Object key = plain(stream);
    return key == null ? null : Arrays.asList(Arrays.asList(key, entries));
  }
}
