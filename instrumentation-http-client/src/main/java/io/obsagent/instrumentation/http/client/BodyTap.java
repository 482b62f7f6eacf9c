/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.json.Feed;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sees a response's body as the application reads it, and has the exchange's watcher and rules take
 * their values. Used by one thread at a time; no method throws.
 */
final class BodyTap {
  private final @Nullable WatchedExchange watched;
  private final @Nullable Feed feed;
  private final @Nullable HttpCapture capture;
  private final @Nullable LateEnd late;

  /** How far the body is known from its beginning on. */
  private long reached;

  private long position;
  private boolean ended;

  /**
   * Takes who looks at the body.
   *
   * @param feed what its watcher reads of it
   * @param capture what rules read of it
   * @param late what ends when that is done
   */
  BodyTap(
      @Nullable WatchedExchange watched,
      @Nullable Feed feed,
      @Nullable HttpCapture capture,
      @Nullable LateEnd late) {
    this.watched = watched;
    this.feed = feed;
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

  /** Whether what follows would still be looked at. */
  boolean wantsMore() {
    return !ended
        && ((feed != null && feed.wantsMore()) || (capture != null && capture.readsResponse()));
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
    if (position == reached) {
      reached += count;
      if (!ended) {
        if (feed != null) {
          feed.feed(buffer);
        }
        if (capture != null) {
          capture.responseBody(buffer);
          captured(capture);
        }
      }
    }
    position += count;
  }

  /** Takes what is new. */
  private void take(byte[] from, int offset, int count) {
    reached += count;
    if (ended) {
      return;
    }
    if (feed != null) {
      feed.feed(from, offset, count);
    }
    if (capture != null) {
      capture.responseBody(from, offset, count);
      captured(capture);
    }
  }

  private void captured(HttpCapture capture) {
    if (late != null && !capture.readsResponse()) {
      late.read();
    }
  }

  /** Says that the application has read all that it wants. Only the first call has an effect. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    if (watched != null && feed != null) {
      try {
        feed.end();
        watched.bodyRead();
      } catch (RuntimeException e) {
        Exchange.failedToWatch(e);
      }
    }
    if (late != null) {
      late.read();
    }
  }
}
