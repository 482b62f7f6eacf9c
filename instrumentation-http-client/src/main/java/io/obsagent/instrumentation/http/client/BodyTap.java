/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.WatchedExchange;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keeps the first bytes of a response's body as the application reads them, and hands them to the
 * exchange's watcher at the end. Used by one thread at a time; no method throws.
 */
final class BodyTap {
  private static final int LIMIT = 64 * 1024;

  private final WatchedExchange watched;
  private byte[] bytes = new byte[1024];
  private int length;
  private long position;
  private boolean ended;

  BodyTap(WatchedExchange watched) {
    this.watched = watched;
  }

  /** Where the application is in the body. */
  long position() {
    return position;
  }

  /** Says that the application goes on somewhere else in the body. */
  void position(long position) {
    this.position = position;
  }

  /** Whether what follows would still be kept. */
  boolean wantsMore() {
    return !ended && length < LIMIT;
  }

  /** Adds a byte that the application read. */
  void add(int one) {
    if (position == length && make(1) > 0) {
      bytes[length++] = (byte) one;
    }
    position++;
  }

  /** Adds bytes that the application read. */
  void add(byte[] from, int offset, int count) {
    int known = (int) Math.max(0, Math.min(count, length - position));
    if (position + known == length) {
      int room = make(count - known);
      System.arraycopy(from, offset + known, bytes, length, room);
      length += room;
    }
    position += count;
  }

  /** Adds what remains in a buffer, which stays as it is. */
  void add(ByteBuffer buffer) {
    ByteBuffer own = buffer.duplicate();
    int count = own.remaining();
    if (position == length) {
      int room = make(count);
      own.get(bytes, length, room);
      length += room;
    }
    position += count;
  }

  /** Makes room for so many more bytes, or for as many as there may be. */
  private int make(int wanted) {
    int room = ended ? 0 : Math.min(wanted, LIMIT - length);
    if (length + room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(LIMIT, Math.max(2 * bytes.length, length + room)));
    }
    return room;
  }

  /** Says that the application has read all that it wants. Only the first call has an effect. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      watched.body(bytes, length);
    } catch (RuntimeException e) {
      Exchange.failedToWatch(e);
    }
    bytes = new byte[0];
    length = 0;
  }
}
