/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes that an application gives. Filled by one thread, then never changed. */
public final class AgentAttributes {
  private final AttributesBuilder builder = Attributes.builder();
  private @Nullable Attributes built;

  /**
   * Adds one.
   *
   * @param type the name of the key's type, such as {@code LONG_ARRAY}
   * @param value of that type; a value of type {@code VALUE} is as {@link #value} takes it
   */
  public void put(String type, String key, Object value) {
    put(builder, key(type, key), value);
  }

  @SuppressWarnings("unchecked")
  private static void put(AttributesBuilder builder, AttributeKey<?> key, Object value) {
    builder.put((AttributeKey<Object>) key, given(key, value));
  }

  /** Null stands for none. */
  static Attributes of(@Nullable AgentAttributes attributes) {
    if (attributes == null) {
      return Attributes.empty();
    }
    Attributes built = attributes.built;
    if (built == null) {
      built = attributes.builder.build();
      attributes.built = built;
    }
    return built;
  }

  /** A key; one of a type that is not known is a string's. */
  static AttributeKey<?> key(String type, String key) {
    switch (type) {
      case "BOOLEAN":
        return AttributeKey.booleanKey(key);
      case "LONG":
        return AttributeKey.longKey(key);
      case "DOUBLE":
        return AttributeKey.doubleKey(key);
      case "STRING_ARRAY":
        return AttributeKey.stringArrayKey(key);
      case "BOOLEAN_ARRAY":
        return AttributeKey.booleanArrayKey(key);
      case "LONG_ARRAY":
        return AttributeKey.longArrayKey(key);
      case "DOUBLE_ARRAY":
        return AttributeKey.doubleArrayKey(key);
      case "VALUE":
        return AttributeKey.valueKey(key);
      default:
        return AttributeKey.stringKey(key);
    }
  }

  /** A value as the agent's attributes of a key have it. */
  static Object given(AttributeKey<?> key, Object value) {
    if (key.getType() == AttributeType.VALUE) {
      return value(value);
    }
    return key.getType() == AttributeType.STRING ? value.toString() : value;
  }

  /**
   * A value of any shape.
   *
   * @param value a Boolean, Long, Double, String, array of bytes, List, Map by strings, or null
   */
  static Value<?> value(@Nullable Object value) {
    if (value == null) {
      return Value.empty();
    }
    if (value instanceof Boolean) {
      return Value.of(((Boolean) value).booleanValue());
    }
    if (value instanceof Long) {
      return Value.of(((Long) value).longValue());
    }
    if (value instanceof Double) {
      return Value.of(((Double) value).doubleValue());
    }
    if (value instanceof byte[]) {
      return Value.of((byte[]) value);
    }
    if (value instanceof List) {
      List<?> items = (List<?>) value;
      Value<?>[] all = new Value<?>[items.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = value(items.get(i));
      }
      return Value.of(all);
    }
    if (value instanceof Map) {
      Map<?, ?> entries = (Map<?, ?>) value;
      KeyValue[] all = new KeyValue[entries.size()];
      int count = 0;
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        all[count++] = KeyValue.of(String.valueOf(entry.getKey()), value(entry.getValue()));
      }
      return Value.of(all);
    }
    return Value.of(value.toString());
  }
}
