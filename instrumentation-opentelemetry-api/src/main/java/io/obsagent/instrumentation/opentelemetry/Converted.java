/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Attributes of the application's as the agent takes them. */
final class Converted {
  private Converted() {}

  /** Null for none. */
  static @Nullable AgentAttributes attributes(@Nullable Attributes attributes) {
    if (attributes == null || attributes.isEmpty()) {
      return null;
    }
    Collector collector = new Collector();
    attributes.forEach(collector);
    return collector.collected;
  }

  static Object value(String type, Object value) {
    return type.equals("VALUE") ? Values.plain(value) : value;
  }

  private static final class Collector implements BiConsumer<AttributeKey<?>, Object> {
    final AgentAttributes collected = new AgentAttributes();

    @Override
    public void accept(AttributeKey<?> key, Object value) {
      String type = key.getType().name();
      collected.put(type, key.getKey(), value(type, value));
    }
  }

  /** Values of any shape, which early versions do not have. */
  static final class Values {
    private Values() {}

    static Object plain(Object value) {
      Object plain = value instanceof Value ? plain((Value<?>) value) : value;
      return plain == null ? "" : plain;
    }

    private static @Nullable Object plain(Value<?> value) {
      Object inner = value.getValue();
      switch (value.getType().name()) {
        case "STRING":
        case "BOOLEAN":
        case "LONG":
        case "DOUBLE":
          return inner;
        case "ARRAY":
          List<@Nullable Object> items = new ArrayList<>();
          for (Object item : (List<?>) inner) {
            items.add(plain((Value<?>) item));
          }
          return items;
        case "KEY_VALUE_LIST":
          Map<String, @Nullable Object> entries = new LinkedHashMap<>();
          for (Object entry : (List<?>) inner) {
            entries.put(((KeyValue) entry).getKey(), plain(((KeyValue) entry).getValue()));
          }
          return entries;
        case "BYTES":
          ByteBuffer buffer = ((ByteBuffer) inner).duplicate();
          byte[] bytes = new byte[buffer.remaining()];
          buffer.get(bytes);
          return bytes;
        case "EMPTY":
          return null;
        default:
          return value.asString();
      }
    }
  }
}
