/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.obsagent.core.json.JsonDocument;
import io.obsagent.core.json.JsonFields;
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
  private final @Nullable JsonFields parts;
  private final String root;

  Field(
      OperationType type,
      int slot,
      String name,
      @Nullable AttributeKey<?> key,
      @Nullable AttributeKey<?> documentedKey,
      @Nullable JsonFields parts,
      String root) {
    this.type = type;
    this.slot = slot;
    this.name = name;
    this.key = key;
    this.documentedKey = documentedKey;
    this.parts = parts;
    this.root = root;
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

  /** What rules read of the {@link JsonDocument} that is the value; null for any other field. */
  public @Nullable JsonFields parts() {
    return parts;
  }

  /** What goes before each path that rules read of the text; empty or ends with a dot. */
  public String root() {
    return root;
  }

  int slot() {
    return slot;
  }

  @Override
  public String toString() {
    return type.name() + "." + name;
  }
}
