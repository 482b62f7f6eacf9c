/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An operation's field values seen as span attributes, without copying them. */
final class OperationAttributes implements Attributes {
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private final OperationType type;
  private final @Nullable Object[] values;
  private final @Nullable String errorType;
  private final SpanOperation.@Nullable Extras extras;

  /** How many there are; 0 while nobody has counted those of an operation that has ended. */
  private int count;

  OperationAttributes(
      OperationType type,
      @Nullable Object[] values,
      @Nullable String errorType,
      SpanOperation.@Nullable Extras extras) {
    this.type = type;
    this.values = values;
    this.errorType = errorType;
    this.extras = extras;
  }

  @Override
  public void forEach(BiConsumer<? super AttributeKey<?>, ? super Object> consumer) {
    boolean documented = Operations.documentedNames();
    Field[] fields = type.slots();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      Field field = fields[i];
      AttributeKey<?> key = field.key();
      if (value != null && key != null && !isExtra(key)) {
        Object shown = shown(key, value);
        consumer.accept(key, shown);
        AttributeKey<?> second = field.documentedKey();
        if (second != null && documented) {
          consumer.accept(second, shown);
        }
      }
    }
    if (errorType != null && !isExtra(ERROR_TYPE)) {
      consumer.accept(ERROR_TYPE, errorType);
    }
    if (extras != null) {
      for (int i = 0; i < extras.attributes.size(); i += 2) {
        consumer.accept((AttributeKey<?>) extras.attributes.get(i), extras.attributes.get(i + 1));
      }
    }
  }

  private boolean isExtra(AttributeKey<?> key) {
    return extras != null && extras.find(key) != null;
  }

  private static Object shown(AttributeKey<?> key, Object value) {
    return value instanceof String || key.getType() != AttributeType.STRING
        ? value
        : value.toString();
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable T get(AttributeKey<T> key) {
    return (T) asMap().get(key);
  }

  @Override
  public int size() {
    int known = count;
    if (known == 0) {
      Counter counter = new Counter();
      forEach(counter);
      known = counter.count;
    }
    return known;
  }

  /** Counts them once and for all: no more will come. */
  OperationAttributes counted() {
    count = size();
    return this;
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public Map<AttributeKey<?>, Object> asMap() {
    Map<AttributeKey<?>, Object> map = new LinkedHashMap<>();
    forEach(map::put);
    return map;
  }

  @Override
  @SuppressWarnings("unchecked")
  public AttributesBuilder toBuilder() {
    AttributesBuilder builder = Attributes.builder();
    forEach((key, value) -> builder.put((AttributeKey<Object>) key, value));
    return builder;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attributes && asMap().equals(((Attributes) other).asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }

  private static final class Counter implements BiConsumer<AttributeKey<?>, Object> {
    int count;

    @Override
    public void accept(AttributeKey<?> key, Object value) {
      count++;
    }
  }
}
