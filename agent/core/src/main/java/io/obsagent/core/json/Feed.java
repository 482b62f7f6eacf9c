/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads values out of a text that comes in pieces, and keeps nothing else of it. What is behind its
 * first bytes is not looked at. No method throws. For one thread at a time.
 */
public abstract class Feed {
  /** How many bytes are looked at where nothing else is said. */
  public static final int MAX_BYTES = 64 * 1024;

  private final int mostBytes;
  private int seen;

  /**
   * For the kinds of texts.
   *
   * @param mostBytes how many bytes are looked at
   */
  protected Feed(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * The values read so far, in the order in which they were asked for: a String (cut after 1,024
   * characters), a Long, a Double, a Boolean; null for what is missing or none of these.
   */
  public abstract @Nullable Object value(int index);

  /** Whether what follows would be looked at. */
  public abstract boolean wantsMore();

  /** Looks at nothing more. */
  public abstract void stop();

  /** Says that nothing follows. */
  public void end() {
    stop();
  }

  /** Takes the next byte. */
  protected abstract void read(byte next);

  /**
   * How many of the next bytes mean nothing, whatever follows them; they are not {@link #read}
   * then.
   */
  protected int skip(byte[] bytes, int from, int end) {
    return 0;
  }

  /** How many bytes were looked at. */
  protected final int seen() {
    return seen;
  }

  /** Reads on. */
  public final void feed(byte[] bytes, int offset, int length) {
    int end = offset + Math.min(length, mostBytes - seen);
    int next = offset;
    while (next < end && wantsMore()) {
      int skipped = skip(bytes, next, end);
      seen += skipped;
      next += skipped;
      if (next < end) {
        seen++;
        read(bytes[next]);
        next++;
      }
    }
    full();
  }

  /** Reads on; the buffer stays as it is. */
  public final void feed(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      feed(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      return;
    }
    int end = buffer.position() + Math.min(buffer.remaining(), mostBytes - seen);
    for (int i = buffer.position(); i < end && wantsMore(); i++) {
      seen++;
      read(buffer.get(i));
    }
    full();
  }

  private void full() {
    if (seen >= mostBytes) {
      stop();
    }
  }
}
