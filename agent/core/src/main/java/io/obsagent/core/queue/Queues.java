/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.redact.RedisText;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.Observations;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are queues: those that a pattern of the settings matches, and those that this process
 * waited on. Keys that differ in ids only are one queue. Thread-safe.
 */
final class Queues {
  private static final int MOST = 256;
  private static final QueueState OTHER = new QueueState("_OTHER");
  private static final ConcurrentHashMap<String, QueueState> BY_NAME = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<String, Boolean> DESTINATIONS = new ConcurrentHashMap<>();
  private static volatile Globs globs = new Globs(Settings.QUEUES.defaultValue());
  private static volatile Globs channels = new Globs(Settings.QUEUE_CHANNELS.defaultValue());

  private Queues() {}

  /**
   * The queue of a key; null when it is none.
   *
   * @param learn whether what is done to it makes the key a queue
   */
  static @Nullable QueueState find(String key, boolean learn) {
    String name = name(key);
    QueueState state = BY_NAME.get(name);
    if (state != null) {
      return state;
    }
    if (!learn && !patterns().match(key)) {
      return null;
    }
    if (BY_NAME.size() >= MOST) {
      return OTHER;
    }
    QueueState created = new QueueState(name);
    state = BY_NAME.putIfAbsent(name, created);
    if (state == null) {
      Observations.QUEUE.put(name, created);
      state = created;
    }
    return state;
  }

  /** Remembers that elements taken elsewhere are kept under a key while they are worked on. */
  static void keepsTaken(String key) {
    if (DESTINATIONS.size() < MOST) {
      DESTINATIONS.put(name(key), Boolean.TRUE);
    }
  }

  /** Whether elements are kept under a key while they are worked on. */
  static boolean isKeepingTaken(String key) {
    return !DESTINATIONS.isEmpty() && DESTINATIONS.containsKey(name(key));
  }

  /** Whether messages of any channel are jobs. */
  static boolean hasChannels() {
    return !Settings.QUEUE_CHANNELS.get().isEmpty();
  }

  /** The queue that messages of a channel belong to, each of which is a job; null for none. */
  static @Nullable QueueState findChannel(String channel) {
    List<String> wanted = Settings.QUEUE_CHANNELS.get();
    if (wanted.isEmpty()) {
      return null;
    }
    Globs current = channels;
    if (current.source != wanted) {
      current = new Globs(wanted);
      channels = current;
    }
    return current.match(channel) ? find(channel, false) : null;
  }

  private static Globs patterns() {
    Globs current = globs;
    List<String> wanted = Settings.QUEUES.get();
    if (current.source != wanted) {
      current = new Globs(wanted);
      globs = current;
    }
    return current;
  }

  /** The key itself where it is words only, else its shape. */
  private static String name(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (i == 64 || c <= ' ' || c > '~' || c == '@' || c >= '0' && c <= '9') {
        return RedisText.keyShape(key);
      }
    }
    return key;
  }
}
