/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.json.Feed;
import io.obsagent.core.json.JsonFeed;
import io.obsagent.core.json.JsonTree;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One body of an exchange as it passes: JSON, or the form of a request, maybe compressed. No method
 * throws. For one thread at a time.
 */
final class HttpBody {
  private static final int MOST_AT_ONCE = 8192;

  private final Feed feed;
  private final @Nullable Inflation inflation;

  /** How many bytes are to come; negative when that is not known. */
  private long remaining;

  private HttpBody(Feed feed, @Nullable Inflation inflation, long remaining) {
    this.feed = feed;
    this.inflation = inflation;
    this.remaining = remaining;
  }

  /**
   * Begins a body.
   *
   * @param json what is asked of JSON; null when nothing is asked
   * @param form what is asked of a form; null where none is looked at
   * @param mostBytes how many bytes are looked at
   * @return null when nothing is read of it
   */
  static <C> @Nullable HttpBody of(
      @Nullable JsonTree json,
      HttpValue @Nullable [] form,
      int mostBytes,
      C message,
      TextMapGetter<C> reader) {
    if (json == null) {
      return null;
    }
    String type = bare(reader.get(message, "Content-Type"));
    Feed feed =
        type.equals("application/json") || type.endsWith("+json")
            ? new JsonFeed(json, mostBytes)
            : form != null && type.equals("application/x-www-form-urlencoded")
                ? new FormFeed(form, mostBytes)
                : null;
    if (feed == null) {
      return null;
    }
    switch (bare(reader.get(message, "Content-Encoding"))) {
      case "":
      case "identity":
        return new HttpBody(feed, null, length(reader.get(message, "Content-Length")));
      case "gzip":
      case "x-gzip":
        return new HttpBody(feed, new Inflation(feed, true), -1);
      case "deflate":
        return new HttpBody(feed, new Inflation(feed, false), -1);
      default:
        return null;
    }
  }

  /** The value of a header without its parameters, in lower case; empty when there is none. */
  private static String bare(@Nullable String header) {
    if (header == null) {
      return "";
    }
    int semicolon = header.indexOf(';');
    return (semicolon < 0 ? header : header.substring(0, semicolon))
        .trim()
        .toLowerCase(Locale.ROOT);
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? -1 : Long.parseLong(header.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Nullable Object value(int index) {
    return feed.value(index);
  }

  boolean wantsMore() {
    return feed.wantsMore();
  }

  void take(byte[] bytes, int offset, int length) {
    if (inflation != null) {
      inflation.take(bytes, offset, length);
    } else {
      feed.feed(bytes, offset, length);
      passed(length);
    }
  }

  /** Takes what remains in a buffer, which stays as it is. */
  void take(ByteBuffer buffer) {
    if (inflation == null) {
      int length = buffer.remaining();
      feed.feed(buffer);
      passed(length);
      return;
    }
    ByteBuffer own = buffer.duplicate();
    byte[] bytes = new byte[Math.min(MOST_AT_ONCE, own.remaining())];
    while (own.hasRemaining() && feed.wantsMore()) {
      int count = Math.min(bytes.length, own.remaining());
      own.get(bytes, 0, count);
      inflation.take(bytes, 0, count);
    }
  }

  private void passed(int length) {
    if (remaining > 0) {
      remaining -= length;
      if (remaining <= 0) {
        end();
      }
    }
  }

  /** Says that nothing follows. */
  void end() {
    if (inflation != null) {
      inflation.end();
    } else {
      feed.end();
    }
  }

  /** Looks at nothing more. */
  void close() {
    if (inflation != null) {
      inflation.close();
    }
  }
}
