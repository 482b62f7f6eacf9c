/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.redact.Secrets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One label of a metric: the expression that it comes from and the values that it has had, each
 * known by a small number. To find the number of a value that was seen before takes no lock and no
 * allocation; what has to be decided about a value (how it is mapped, whether it looks personal) is
 * decided when it is first seen. The values are bounded, and so is what is remembered of them.
 * Thread-safe.
 *
 * @param <S> what the expression reads
 */
final class Label<S> {
  /** The number of {@code _other}. */
  static final int OTHER = 0;

  /** In place of a number: the value is {@code _other} because there is no room for it. */
  static final int OVERFLOW = -1;

  private static final int UNKNOWN = 1;
  private static final int RESERVED = 2;
  private static final int MOST_CHARACTERS = 64;

  private final String name;
  private final Expression<S> from;
  private final @Nullable Map<String, String> mapping;
  private final @Nullable Set<String> allowed;
  private final boolean hashed;
  private final int mostValues;
  private final int mostRaw;
  private final List<String> texts = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private volatile @Nullable Entry[] table = new Entry[16];
  private int entries;
  private volatile boolean full;

  /** What is known of one value as it comes. */
  private static final class Entry {
    final Object raw;
    final int number;

    Entry(Object raw, int number) {
      this.raw = raw;
      this.number = number;
    }
  }

  /**
   * Makes a label without values.
   *
   * @param mapping what to show for a value, or under {@code *} for any other; null to show values
   *     as they are
   * @param allowed the values that are shown, all others being {@code _other}; null for any
   * @param hashed whether a keyed hash is shown instead of the value
   * @param mostValues how many different ones are shown
   */
  Label(
      String name,
      Expression<S> from,
      @Nullable Map<String, String> mapping,
      @Nullable Set<String> allowed,
      boolean hashed,
      int mostValues) {
    this.name = name;
    this.from = from;
    this.mapping = mapping;
    this.allowed = allowed;
    this.hashed = hashed;
    this.mostValues = mostValues;
    this.mostRaw = 4 * mostValues + 64;
    number("_other");
    number("unknown");
  }

  String name() {
    return name;
  }

  /** What the values come from. */
  Expression<S> from() {
    return from;
  }

  /** The text of a number. */
  synchronized String text(int number) {
    return texts.get(number);
  }

  /**
   * What is shown for the value that a subject has where the number of values does not matter; null
   * when it has none.
   */
  @Nullable String shown(S subject) {
    Object raw = from.value(subject);
    if (raw == null) {
      return null;
    }
    String text = Values.text(raw);
    String declared = declared(cut(text));
    return declared == null ? own(text) : declared;
  }

  /** The number of the value that a subject has, or {@link #OVERFLOW}. */
  int number(S subject) {
    Object raw = from.value(subject);
    if (raw == null) {
      return UNKNOWN;
    }
    String text = null;
    if (raw instanceof String) {
      if (((String) raw).length() > MOST_CHARACTERS) {
        text = (String) raw;
        raw = cut(text);
      }
    } else if (!(raw instanceof Long || raw instanceof Boolean || raw instanceof Integer)) {
      text = Values.text(raw);
      raw = cut(text);
    }
    @Nullable Entry[] table = this.table;
    int mask = table.length - 1;
    int i = spread(raw) & mask;
    Entry entry = table[i];
    while (entry != null) {
      if (entry.raw.equals(raw)) {
        return entry.number;
      }
      i = (i + 1) & mask;
      entry = table[i];
    }
    return learn(raw, text == null ? Values.text(raw) : text);
  }

  private static int spread(Object raw) {
    int hash = raw.hashCode();
    return hash ^ (hash >>> 16);
  }

  private static String cut(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end = MOST_CHARACTERS;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }

  /** Decides about a value that is not in the table. */
  private int learn(Object raw, String text) {
    String shown = declared(cut(text));
    if (shown == null) {
      if (full) {
        return OVERFLOW;
      }
      shown = own(text);
    }
    synchronized (this) {
      Integer known = numbers.get(shown);
      if (known == null) {
        if (texts.size() - RESERVED >= mostValues) {
          full = true;
          return OVERFLOW;
        }
        known = number(shown);
      }
      remember(raw, known);
      return known;
    }
  }

  /** What the rule declares that a value be shown as; null when it stands for itself. */
  private @Nullable String declared(String text) {
    String mapped = null;
    if (mapping != null) {
      mapped = mapping.get(text);
      mapped = mapped == null ? mapping.get("*") : mapped;
    }
    if (allowed == null) {
      return mapped;
    }
    String candidate = mapped == null ? text : mapped;
    return allowed.contains(candidate) ? candidate : "_other";
  }

  private String own(String text) {
    if (hashed) {
      return Pseudonym.of(text);
    }
    if (text.isEmpty()) {
      return "unknown";
    }
    return Secrets.looksSecret(text) ? Secrets.REDACTED : cut(text);
  }

  private int number(String shown) {
    int number = texts.size();
    texts.add(shown);
    numbers.put(shown, number);
    return number;
  }

  private void remember(Object raw, int number) {
    if (entries == mostRaw) {
      full = true;
      return;
    }
    entries++;
    @Nullable Entry[] table = this.table;
    if (2 * entries > table.length) {
      @Nullable Entry[] larger = new Entry[2 * table.length];
      for (Entry entry : table) {
        if (entry != null) {
          place(larger, entry);
        }
      }
      table = larger;
    }
    place(table, new Entry(raw, number));
    this.table = table;
  }

  /** Entries have final fields, so that a thread that meets one without the lock sees all of it. */
  private static void place(@Nullable Entry[] table, Entry entry) {
    int mask = table.length - 1;
    int i = spread(entry.raw) & mask;
    Entry there = table[i];
    while (there != null && !there.raw.equals(entry.raw)) {
      i = (i + 1) & mask;
      there = table[i];
    }
    table[i] = entry;
  }
}
