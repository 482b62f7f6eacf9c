/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.json.Feed;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the coding {@code gzip} or {@code deflate} of a body that comes in pieces. One that the
 * library has decoded already, which its first byte tells, goes through as it is. No method throws.
 * For one thread at a time.
 */
final class Inflation {
  private static final int GZIP_HEAD = 10;
  private static final int HAS_CHECKSUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;

  private final Feed feed;
  private final boolean gzip;
  private boolean begun;
  private boolean plain;
  private boolean over;
  private @Nullable Inflater inflater;

  /** Where in the head of gzip it is; negative behind it. */
  private int place;

  private int flags;
  private int extra;

  Inflation(Feed feed, boolean gzip) {
    this.feed = feed;
    this.gzip = gzip;
  }

  /** Takes what comes next. */
  void take(byte[] bytes, int offset, int length) {
    if (length <= 0 || over) {
      return;
    }
    if (!begun) {
      begin(bytes[offset]);
    }
    if (plain) {
      feed.feed(bytes, offset, length);
      return;
    }
    int from = offset;
    int end = offset + length;
    while (place >= 0 && from < end) {
      head(bytes[from] & 0xFF);
      from++;
    }
    if (from < end) {
      inflate(bytes, from, end - from);
    }
  }

  private void begin(byte first) {
    begun = true;
    plain = gzip ? first != 0x1F : (first & 0xF) != 8;
    place = gzip ? 0 : -1;
  }

  /** Reads on in the head of gzip: ten bytes, and then what its flags say. */
  private void head(int next) {
    if (place == 3) {
      flags = next;
    }
    if (place < GZIP_HEAD) {
      place++;
    } else if ((flags & HAS_EXTRA) != 0) {
      extra(next);
    } else if ((flags & (HAS_NAME | HAS_COMMENT)) != 0) {
      if (next == 0) {
        flags &= (flags & HAS_NAME) != 0 ? ~HAS_NAME : ~HAS_COMMENT;
      }
    } else {
      // The checksum of the head has two bytes.
      place++;
      if (place == GZIP_HEAD + 2) {
        flags &= ~HAS_CHECKSUM;
      }
    }
    if (place >= GZIP_HEAD && (flags & (HAS_EXTRA | HAS_NAME | HAS_COMMENT | HAS_CHECKSUM)) == 0) {
      place = -1;
    }
  }

  /** Two bytes of length, the lower one first, and so many more. */
  private void extra(int next) {
    if (place == GZIP_HEAD) {
      extra = next;
      place++;
    } else if (place == GZIP_HEAD + 1) {
      extra |= next << 8;
      place++;
    } else {
      extra--;
    }
    if (place == GZIP_HEAD + 2 && extra == 0) {
      flags &= ~HAS_EXTRA;
      place = GZIP_HEAD;
    }
  }

  private void inflate(byte[] bytes, int offset, int length) {
    Inflater current = inflater;
    if (current == null) {
      current = new Inflater(gzip);
      inflater = current;
    }
    byte[] some = new byte[1024];
    try {
      current.setInput(bytes, offset, length);
      while (feed.wantsMore() && !current.finished()) {
        int count = current.inflate(some);
        if (count == 0) {
          break;
        }
        feed.feed(some, 0, count);
      }
      if (current.finished()) {
        feed.end();
        close();
      } else if (!feed.wantsMore() || current.needsDictionary()) {
        close();
      }
    } catch (DataFormatException e) {
      close();
    }
  }

  /** Says that nothing follows. */
  void end() {
    if (plain) {
      feed.end();
    }
    close();
  }

  /** Gives up what is held outside of the heap, and looks at nothing more. */
  void close() {
    over = true;
    feed.stop();
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
