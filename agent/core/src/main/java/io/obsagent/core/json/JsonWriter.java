/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON: maps, iterables, texts, numbers, booleans and null; what is no finite number is
 * null.
 */
public final class JsonWriter {
  private JsonWriter() {}

  /** The text of a value, on one line. */
  public static String write(@Nullable Object value) {
    StringBuilder json = new StringBuilder();
    append(json, value);
    return json.toString();
  }

  private static void append(StringBuilder json, @Nullable Object value) {
    if (value instanceof Map) {
      json.append('{');
      Iterator<? extends Map.Entry<?, ?>> entries = ((Map<?, ?>) value).entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<?, ?> entry = entries.next();
        text(json, String.valueOf(entry.getKey()));
        json.append(':');
        append(json, entry.getValue());
        json.append(entries.hasNext() ? "," : "");
      }
      json.append('}');
    } else if (value instanceof Iterable) {
      json.append('[');
      Iterator<?> items = ((Iterable<?>) value).iterator();
      while (items.hasNext()) {
        append(json, items.next());
        json.append(items.hasNext() ? "," : "");
      }
      json.append(']');
    } else if (value instanceof Double && !Double.isFinite((Double) value)) {
      json.append("null");
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else {
      text(json, value.toString());
    }
  }

  private static void text(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else if (c < ' ') {
        json.append("\\u00").append(Character.forDigit(c >> 4, 16));
        json.append(Character.forDigit(c & 15, 16));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
