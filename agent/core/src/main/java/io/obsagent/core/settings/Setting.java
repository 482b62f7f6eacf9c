/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, type, default and description, and its value once {@link Settings#load}
 * ran. Thread-safe.
 *
 * @param <T> Boolean, Integer, String, or List of String
 */
public final class Setting<T> {
  private final String name;
  private final T defaultValue;
  private final String description;
  private final String[] choices;
  private volatile T value;

  Setting(String name, T defaultValue, String description, String... choices) {
    this.name = name;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = choices;
    this.value = defaultValue;
  }

  /** The value in force. */
  public T get() {
    return value;
  }

  /** The name as a system property; in the environment upper case with underscores. */
  public String name() {
    return name;
  }

  /** The name as a variable of the environment. */
  public String environmentName() {
    return environmentName(name);
  }

  static String environmentName(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The value when nothing sets it. */
  public T defaultValue() {
    return defaultValue;
  }

  /** What it does, in a sentence or two. */
  public String description() {
    return description;
  }

  /** The values it may have; empty where that is open. */
  public List<String> choices() {
    List<String> all = new ArrayList<>(choices.length);
    Collections.addAll(all, choices);
    return all;
  }

  /** Why a text is no value of this setting, for the operator; null when it is one. */
  public @Nullable String fault(String text) {
    try {
      parsed(text.trim());
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  void reset() {
    value = defaultValue;
  }

  /**
   * Takes a value as text.
   *
   * @throws IllegalArgumentException with a message for the operator when it is not one; the old
   *     value stays
   */
  @SuppressWarnings("unchecked")
  void parse(String text) {
    value = (T) parsed(text.trim());
  }

  private Object parsed(String text) {
    if (defaultValue instanceof Boolean) {
      if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
        return Boolean.valueOf(text);
      }
      throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    }
    if (defaultValue instanceof Integer) {
      try {
        int number = Integer.parseInt(text);
        if (number >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new IllegalArgumentException("'" + text + "' is not a whole number from 0 on");
    }
    if (defaultValue instanceof List) {
      List<String> items = new ArrayList<>();
      int begin = 0;
      while (begin <= text.length()) {
        int end = text.indexOf(',', begin);
        end = end < 0 ? text.length() : end;
        String item = text.substring(begin, end).trim();
        if (!item.isEmpty()) {
          items.add(item);
        }
        begin = end + 1;
      }
      return Collections.unmodifiableList(items);
    }
    for (String choice : choices) {
      if (choice.equalsIgnoreCase(text)) {
        return choice;
      }
    }
    if (choices.length > 0) {
      throw new IllegalArgumentException("'" + text + "' is not one of " + choices());
    }
    return text;
  }
}
