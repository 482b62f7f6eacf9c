/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.http.WatchedExchange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sees a response's body as the application reads it: keeps the first bytes for the exchange's
 * watcher, which gets them at the end, and has rules take their values. Used by one thread at a
 * time; no method throws.
 */
final class BodyTap {
  private static final int LIMIT = 64 * 1024;

  private final @Nullable WatchedExchange watched;
  private final @Nullable HttpCapture capture;
  private final @Nullable LateEnd late;

  /** What is kept for the watcher. */
  private byte[] bytes = new byte[0];

  private int length;

  /** How far the body is known from its beginning on. */
  private long reached;

  private long position;
  private boolean ended;

  /**
   * Takes who looks at the body.
   *
   * @param capture what rules read of it
   * @param late what ends when that is done
   */
  BodyTap(
      @Nullable WatchedExchange watched, @Nullable HttpCapture capture, @Nullable LateEnd late) {
    this.watched = watched;
    this.capture = capture;
    this.late = late;
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
    return !ended
        && ((watched != null && length < LIMIT) || (capture != null && capture.readsResponse()));
  }

  /** Adds a byte that the application read. */
  void add(int one) {
    if (position == reached) {
      take(new byte[] {(byte) one}, 0, 1);
    }
    position++;
  }

  /** Adds bytes that the application read. */
  void add(byte[] from, int offset, int count) {
    int known = (int) Math.max(0, Math.min(count, reached - position));
    if (position + known == reached) {
      take(from, offset + known, count - known);
    }
    position += count;
  }

  /** Adds what remains in a buffer, which stays as it is. */
  void add(ByteBuffer buffer) {
    int count = buffer.remaining();
    if (position == reached && wantsMore()) {
      byte[] copy = new byte[Math.min(count, LIMIT)];
      buffer.duplicate().get(copy);
      take(copy, 0, copy.length);
    }
    position += count;
  }

  /** Takes what is new. */
  private void take(byte[] from, int offset, int count) {
    reached += count;
    if (ended) {
      return;
    }
    if (watched != null) {
      int room = make(count);
      System.arraycopy(from, offset, bytes, length, room);
      length += room;
    }
    if (capture != null) {
      capture.responseBody(from, offset, count);
      if (late != null && !capture.readsResponse()) {
        late.read();
      }
    }
  }

  /** Makes room for so many more bytes, or for as many as there may be. */
  private int make(int wanted) {
    int room = Math.min(wanted, LIMIT - length);
    if (length + room > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.min(LIMIT, Math.max(Math.max(1024, 2 * bytes.length), length + room)));
    }
    return room;
  }

  /** Says that the application has read all that it wants. Only the first call has an effect. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    if (watched != null) {
      try {
        watched.body(bytes, length);
      } catch (RuntimeException e) {
        Exchange.failedToWatch(e);
      }
    }
    if (late != null) {
      late.read();
    }
    bytes = new byte[0];
    length = 0;
  }
}
