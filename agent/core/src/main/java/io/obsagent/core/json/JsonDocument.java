/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text of which nothing is read before the first value is asked for, and then all that rules
 * ask. For one thread at a time.
 */
public final class JsonDocument {
  private final JsonFields fields;
  private final @Nullable String text;
  private byte @Nullable [] bytes;
  private @Nullable Object[] values = {};

  /**
   * Takes a text.
   *
   * @param fields says what is read of it
   */
  public JsonDocument(JsonFields fields, String text) {
    this.fields = fields;
    this.text = text;
  }

  /**
   * Takes a text in UTF-8, which must not change any more.
   *
   * @param fields says what is read of it
   */
  public JsonDocument(JsonFields fields, byte[] bytes) {
    this.fields = fields;
    this.text = null;
    this.bytes = bytes;
  }

  /**
   * The value at a place that {@link JsonFields#slot} gave; as of {@link JsonPaths#read}. Never
   * throws.
   */
  public @Nullable Object read(int slot) {
    if (slot >= values.length) {
      byte[] json = bytes;
      if (json == null) {
        json = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
        bytes = json;
      }
      values = fields.paths().read(json, json.length);
    }
    return slot < values.length ? values[slot] : null;
  }
}
