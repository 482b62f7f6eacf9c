/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.json.Feed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of a form ({@code application/x-www-form-urlencoded}, in UTF-8). Of fields of the
 * same name the first counts, and one that is not well encoded has no value. What JSON would take
 * for a number, {@code true} or {@code false} is that. In names {@code a[b]} and {@code a.b} are
 * the same.
 */
final class FormFeed extends Feed {
  /** Stands for what was met and is no value. */
  private static final Object NONE = new Object();

  private static final int MAX_CHARACTERS = 1024;
  private static final int MAX_NAME = 256;
  private static final int MAX_VALUE = 4 * MAX_CHARACTERS;
  private static final int MAX_DIGITS = 18;

  private final HttpValue[] asked;
  private final @Nullable Object[] values;
  private int missing;
  private byte[] bytes = new byte[64];
  private int length;
  private boolean inValue;
  private boolean wanted;
  private boolean faulty;

  /** The name of the field that is being read, once it is known to be asked for. */
  private String name = "";

  private int digits;
  private int code;

  /**
   * Begins a form.
   *
   * @param asked the names of its fields are the paths
   * @param mostBytes how many bytes are looked at
   */
  FormFeed(HttpValue[] asked, int mostBytes) {
    super(mostBytes);
    this.asked = asked;
    this.values = new Object[asked.length];
    this.missing = asked.length;
  }

  @Override
  public @Nullable Object value(int index) {
    Object value = values[index];
    return value == NONE ? null : value;
  }

  @Override
  public boolean wantsMore() {
    return missing > 0;
  }

  @Override
  public void stop() {
    missing = 0;
  }

  @Override
  public void end() {
    if (missing > 0) {
      endField();
    }
    stop();
  }

  @Override
  protected void read(byte next) {
    if (digits > 0 && next != '&') {
      hexadecimal(next);
    } else if (next == '&') {
      endField();
    } else if (next == '=' && !inValue) {
      endName();
    } else if (next == '%') {
      digits = 2;
      code = 0;
    } else {
      keep(next == '+' ? (byte) ' ' : next);
    }
  }

  private void hexadecimal(byte next) {
    int digit = Character.digit(next, 16);
    faulty |= digit < 0;
    code = (code << 4) | (digit & 0xF);
    digits--;
    if (digits == 0) {
      keep((byte) code);
    }
  }

  private void keep(byte next) {
    if (inValue ? !wanted || length >= MAX_VALUE : length > MAX_NAME) {
      return;
    }
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length] = next;
    length++;
  }

  private void endName() {
    name = path(new String(bytes, 0, length, StandardCharsets.UTF_8));
    wanted = false;
    for (int i = 0; i < asked.length; i++) {
      wanted |= !name.isEmpty() && values[i] == null && asked[i].path.equals(name);
    }
    faulty |= digits > 0;
    digits = 0;
    length = 0;
    inValue = true;
  }

  /** The path that the name of a field stands for. */
  private static String path(String name) {
    int bracket = name.indexOf('[');
    if (bracket < 0) {
      return name;
    }
    StringBuilder path = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean empty = c == '[' && i + 1 < name.length() && name.charAt(i + 1) == ']';
      if (c != ']' && !empty) {
        path.append(c == '[' ? '.' : c);
      }
    }
    return path.toString();
  }

  private void endField() {
    if (!inValue) {
      endName();
    }
    if (wanted) {
      faulty |= digits > 0;
      put(faulty ? null : cut(new String(bytes, 0, length, StandardCharsets.UTF_8)));
    }
    inValue = false;
    faulty = false;
    digits = 0;
    length = 0;
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS);
  }

  private void put(@Nullable String text) {
    for (int i = 0; i < asked.length; i++) {
      if (values[i] == null && asked[i].path.equals(name)) {
        values[i] =
            text == null ? NONE : asked[i].isSize ? (Object) (long) text.length() : value(text);
        missing--;
      }
    }
  }

  private static Object value(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    int from = text.startsWith("-") ? 1 : 0;
    int dot = text.indexOf('.');
    int end = dot < 0 ? text.length() : dot;
    boolean plain =
        text.length() <= MAX_DIGITS
            && areDigits(text, from, end)
            && (end == from + 1 || text.charAt(from) != '0')
            && (dot < 0 || areDigits(text, dot + 1, text.length()));
    if (!plain) {
      return text;
    }
    return dot < 0 ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }
}
