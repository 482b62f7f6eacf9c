/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is told of commands whose key holds no id, such as those on a queue: such keys come again
 * and again. Bounded, thread-safe.
 */
final class KnownTexts {
  private static final int MOST = 256;
  private static final int MAX_KEY = 64;
  private static final AtomicReferenceArray<@Nullable Known> ALL = new AtomicReferenceArray<>(MOST);

  private KnownTexts() {}

  private static final class Known {
    final String command;

    /** Bytes or a text. */
    final Object key;

    final String text;

    Known(String command, Object key, String text) {
      this.command = command;
      this.key = key;
      this.text = text;
    }
  }

  /**
   * The text that was kept; null when none was.
   *
   * @param key bytes or a text; for anything else there is none
   */
  static @Nullable String find(String command, @Nullable Object key) {
    if (key == null || !isShort(key)) {
      return null;
    }
    Known known = ALL.get(index(command, key));
    return known != null && known.command.equals(command) && isSame(known.key, key)
        ? known.text
        : null;
  }

  /** Keeps the text of a command with one key, if that is likely to come again. */
  static void keep(String command, @Nullable Object key, String text) {
    if (key != null && isShort(key) && !text.contains(KeyShape.ID)) {
      Object own = key instanceof byte[] ? ((byte[]) key).clone() : key;
      ALL.lazySet(index(command, key), new Known(command, own, text));
    }
  }

  private static boolean isShort(Object key) {
    return key instanceof byte[]
        ? ((byte[]) key).length <= MAX_KEY
        : key instanceof String && ((String) key).length() <= MAX_KEY;
  }

  private static boolean isSame(Object one, Object other) {
    return one instanceof byte[] && other instanceof byte[]
        ? Arrays.equals((byte[]) one, (byte[]) other)
        : one.equals(other);
  }

  private static int index(String command, Object key) {
    int hash =
        31 * command.hashCode()
            + (key instanceof byte[] ? Arrays.hashCode((byte[]) key) : key.hashCode());
    return (hash ^ hash >>> 8 ^ hash >>> 16) & (MOST - 1);
  }
}
