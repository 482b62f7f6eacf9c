/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * One value that operations of a type have. The catalogue reads it by its {@linkplain #name()
 * name}; the span shows it under its attribute keys, if it has any. Immutable.
 */
public final class Field {
  private final OperationType type;
  private final int slot;
  private final String name;
  private final @Nullable AttributeKey<?> key;
  private final @Nullable AttributeKey<?> documentedKey;

  Field(
      OperationType type,
      int slot,
      String name,
      @Nullable AttributeKey<?> key,
      @Nullable AttributeKey<?> documentedKey) {
    this.type = type;
    this.slot = slot;
    this.name = name;
    this.key = key;
    this.documentedKey = documentedKey;
  }

  /** The type of operation that has this field. */
  public OperationType type() {
    return type;
  }

  /** The name by which rules read it: {@code route}, {@code response.status}. */
  public String name() {
    return name;
  }

  /**
   * The span attribute by OpenTelemetry's semantic conventions; null when the span does not show
   * the field.
   */
  public @Nullable AttributeKey<?> key() {
    return key;
  }

  /** A second attribute that the documents name, such as {@code http.method}; null mostly. */
  public @Nullable AttributeKey<?> documentedKey() {
    return documentedKey;
  }

  int slot() {
    return slot;
  }

  @Override
  public String toString() {
    return type.name() + "." + name;
  }
}
