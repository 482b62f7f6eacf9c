/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One connection and its one request: the head is read, the answer written, the writing side
 * closed, and what the client still sends is thrown away until it closes too. Only for the server's
 * thread.
 */
final class Connection {
  private static final long MAX_READ_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MAX_WRITE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How long a client may take from its connection to its request in the worst of times. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private static final long MAX_LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int MAX_HEAD_BYTES = 8 * 1024;
  private static final int MAX_WRITE_BYTES = 64 * 1024;
  private static final int MIN_ZIPPED_BYTES = 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Map<String, Page> pages;
  private final long start;
  private byte[] head = new byte[1024];
  private int headLength;
  private @Nullable ByteBuffer out;
  private boolean lingering;

  /** When the client last did its part, in terms of {@link System#nanoTime()}. */
  private long lastProgress;

  /** When the connection is closed at the latest, likewise. */
  long deadline;

  Connection(SocketChannel channel, SelectionKey key, Map<String, Page> pages, long now) {
    this.channel = channel;
    this.key = key;
    this.pages = pages;
    this.start = now;
    this.deadline = now + MAX_READ_NANOS;
    this.lastProgress = now;
  }

  /** Bytes of an answer that wait for the client to take them. */
  int pending() {
    return out == null ? 0 : out.remaining();
  }

  /** Whether this one should go first when there are too many. */
  boolean isLessWantedThan(Connection other) {
    return lingering == other.lingering ? lastProgress - other.lastProgress < 0 : lingering;
  }

  /**
   * From when on it may be closed for another one, in terms of {@link System#nanoTime()}: a client
   * has some milliseconds from its connection to its request.
   */
  long replaceable() {
    return lingering ? start : start + GRACE_NANOS;
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException nothingToSave) {
      lingering = true;
    }
  }

  /**
   * Does what can be done without waiting.
   *
   * @param scratch a buffer to read into
   * @return false when the connection is over
   */
  boolean proceed(ByteBuffer scratch, long now) throws IOException {
    if (out == null || lingering) {
      scratch.clear();
      int count = channel.read(scratch);
      if (count < 0) {
        return false;
      }
      if (lingering) {
        return true;
      }
      if (count > 0) {
        lastProgress = now;
        out = take(scratch.array(), count);
      }
      if (out == null) {
        return true;
      }
      key.interestOps(SelectionKey.OP_WRITE);
      deadline = now + MAX_WRITE_NANOS;
    }
    write(out, now);
    return true;
  }

  /** Adds to the head; the answer's bytes when it is complete or hopeless. */
  private @Nullable ByteBuffer take(byte[] bytes, int count) {
    if (headLength + count > MAX_HEAD_BYTES) {
      return answer(null, Response.error(431));
    }
    if (headLength + count > head.length) {
      head = Arrays.copyOf(head, Math.max(headLength + count, head.length * 2));
    }
    System.arraycopy(bytes, 0, head, headLength, count);
    int from = Math.max(0, headLength - 3);
    headLength += count;
    int end = endOfHead(from);
    if (end < 0) {
      return null;
    }
    Request request = Request.parse(head, end);
    return answer(request, request == null ? Response.error(400) : route(request));
  }

  /** The length of the head if it is complete, else -1. */
  private int endOfHead(int from) {
    for (int i = from; i < headLength; i++) {
      if (head[i] == '\n') {
        int next = i + 1 < headLength && head[i + 1] == '\r' ? i + 2 : i + 1;
        if (next < headLength && head[next] == '\n') {
          return i + 1;
        }
      }
    }
    return -1;
  }

  private Response route(Request request) {
    Page page = pages.get(request.path());
    if (page == null) {
      return Response.error(404);
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Response.error(405);
    }
    try {
      return page.get(request);
    } catch (Throwable failure) {
      return Response.error(500);
    }
  }

  private static ByteBuffer answer(@Nullable Request request, Response response) {
    byte[] body = response.body;
    int length = response.length;
    boolean zipped = false;
    if (request != null && length >= MIN_ZIPPED_BYTES && takesGzip(request)) {
      ByteArrayOutputStream smaller = new ByteArrayOutputStream(length / 4);
      try (GZIPOutputStream gzip = new GZIPOutputStream(smaller, 4096)) {
        gzip.write(body, 0, length);
      } catch (IOException neverInMemory) {
        throw new IllegalStateException(neverInMemory);
      }
      body = smaller.toByteArray();
      length = body.length;
      zipped = true;
    }
    String text =
        "HTTP/1.1 "
            + response.status
            + ' '
            + Response.reason(response.status)
            + "\r\nContent-Type: "
            + response.contentType
            + "\r\nContent-Length: "
            + length
            + (zipped ? "\r\nContent-Encoding: gzip" : "")
            + (response.status == 405 ? "\r\nAllow: GET, HEAD" : "")
            + "\r\nVary: Accept, Accept-Encoding\r\nCache-Control: no-store"
            + "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
    byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean headOnly = request != null && request.method().equals("HEAD");
    ByteBuffer all = ByteBuffer.allocate(start.length + (headOnly ? 0 : length));
    all.put(start);
    if (!headOnly) {
      all.put(body, 0, length);
    }
    all.flip();
    return all;
  }

  private static boolean takesGzip(Request request) {
    String accepted = request.header("Accept-Encoding");
    return accepted != null && MediaRanges.quality(accepted, "gzip") > 0;
  }

  private void write(ByteBuffer bytes, long now) throws IOException {
    int written = 1;
    while (bytes.hasRemaining() && written > 0) {
      int limit = bytes.limit();
      bytes.limit(Math.min(limit, bytes.position() + MAX_WRITE_BYTES));
      written = channel.write(bytes);
      bytes.limit(limit);
      if (written > 0) {
        lastProgress = now;
      }
    }
    if (!bytes.hasRemaining()) {
      channel.shutdownOutput();
      lingering = true;
      deadline = now + MAX_LINGER_NANOS;
      key.interestOps(SelectionKey.OP_READ);
    }
  }
}
