/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection. Used by one thread at a time. Whoever uses it bounds the time: the
 * methods here block until the socket answers or is closed.
 */
final class HttpConnection {
  private static final int MAX_HEAD_BYTES = 32 * 1024;

  /** Enough for the message of an error; more of a body is not worth its memory. */
  private static final int MAX_BODY_BYTES = 64 * 1024;

  /** How long an answer's body may take: what counts has come with its head. */
  private static final long MAX_BODY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** The TCP socket; closing it never blocks, which is not so for the TLS socket on top. */
  final Socket tcp;

  private final OutputStream out;
  private final InputStream in;
  private final byte[] buffer = new byte[4096];
  private int position;
  private int limit;
  private int headBytes;
  private boolean reusable = true;
  private boolean answered;

  /** When the connection was last put aside, in terms of {@link System#nanoTime()}. */
  long idleSince;

  /** A connection over a TCP socket and the socket, the same or one with TLS, to talk through. */
  HttpConnection(Socket tcp, Socket socket) throws IOException {
    this.tcp = tcp;
    this.out = new BufferedOutputStream(socket.getOutputStream(), 8192);
    this.in = socket.getInputStream();
  }

  /** Whether the server has sent any byte in answer to the current request. */
  boolean hasAnswered() {
    return answered;
  }

  /** Whether another request can follow. */
  boolean isReusable() {
    return reusable;
  }

  void close() {
    try {
      tcp.close();
    } catch (IOException nothingToSave) {
      reusable = false;
    }
  }

  /**
   * Sends one request and reads the answer.
   *
   * @param head the request up to the framing headers, without the empty line
   * @param maxBody the most bytes of the answer's body to keep
   * @param deadline when all must be over, in terms of {@link System#nanoTime()}
   */
  HttpReply exchange(
      String head,
      MessageWriter message,
      @Nullable Compressor compressor,
      long maxBody,
      long deadline)
      throws IOException {
    answered = false;
    headBytes = 0;
    boolean success = false;
    try {
      write(head, message, compressor);
      HttpReply reply = readReply((int) Math.min(maxBody, MAX_BODY_BYTES), deadline);
      success = true;
      return reply;
    } finally {
      reusable &= success;
    }
  }

  private void write(String head, MessageWriter message, @Nullable Compressor compressor)
      throws IOException {
    long length = compressor == null ? message.getContentLength() : -1;
    String framing =
        length < 0
            ? "Transfer-Encoding: chunked\r\n\r\n"
            : "Content-Length: " + length + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(framing.getBytes(StandardCharsets.ISO_8859_1));
    HttpBody body = new HttpBody(out, length);
    if (compressor == null) {
      message.writeMessage(body);
    } else {
      try (OutputStream compressed = compressor.compress(body)) {
        message.writeMessage(compressed);
      }
    }
    body.finish();
  }

  private HttpReply readReply(int maxBody, long deadline) throws IOException {
    while (true) {
      String statusLine = readLine();
      int status = status(statusLine);
      if (statusLine.startsWith("HTTP/1.0")) {
        reusable = false;
      }
      HttpReply reply =
          new HttpReply(status, statusLine.length() > 13 ? statusLine.substring(13) : "");
      long length = -1;
      boolean chunked = false;
      boolean encoded = false;
      String line;
      while (!(line = readLine()).isEmpty()) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
          throw new IOException("the answer has a malformed header");
        }
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).trim();
        if (name.equalsIgnoreCase("Content-Length")) {
          length = number(value, 10);
        } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
          chunked = true;
        } else if (name.equalsIgnoreCase("Content-Encoding")) {
          encoded = !value.equalsIgnoreCase("identity");
        } else if (name.equalsIgnoreCase("Connection")) {
          reusable &= !value.equalsIgnoreCase("close");
        } else if (name.equalsIgnoreCase("Retry-After")) {
          reply.retryAfterSeconds = seconds(value);
        }
      }
      if (status >= 200) {
        boolean empty = status == 204 || status == 304 || (length == 0 && !chunked);
        byte[] body = empty ? new byte[0] : readBodyInTime(chunked, length, maxBody, deadline);
        if (!encoded) {
          reply.setBody(body);
        }
        return reply;
      }
    }
  }

  /** Reads the body; one that takes too long is given up, and then nothing of it counts. */
  private byte[] readBodyInTime(boolean chunked, long length, int max, long deadline)
      throws IOException {
    long now = System.nanoTime();
    long end = now + Math.min(MAX_BODY_NANOS, deadline - now);
    Deadlines.Watch watch = Deadlines.SHARED.watch(tcp, end);
    try {
      return readBody(chunked, length, max);
    } catch (IOException failure) {
      if (System.nanoTime() - end < 0) {
        throw failure;
      }
      reusable = false;
      return new byte[0];
    } finally {
      Deadlines.SHARED.forget(watch);
    }
  }

  /** Reads the body up to a limit; if there is more the connection cannot be used again. */
  private byte[] readBody(boolean chunked, long length, int max) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (chunked) {
      long chunk;
      while ((chunk = chunkLength()) > 0) {
        copy(chunk, max, body);
        if (body.size() >= max) {
          reusable = false;
          return body.toByteArray();
        }
        readLine();
      }
      while (!readLine().isEmpty()) {
        // Trailers have no use here.
      }
    } else if (length > 0) {
      copy(length, max, body);
      reusable &= body.size() == length;
    } else {
      reusable = false;
      while (body.size() < max && fill() > 0) {
        body.write(buffer, position, Math.min(limit - position, max - body.size()));
        position = limit;
      }
    }
    return body.toByteArray();
  }

  private long chunkLength() throws IOException {
    String line = readLine();
    int end = line.indexOf(';');
    return number((end < 0 ? line : line.substring(0, end)).trim(), 16);
  }

  private void copy(long length, int max, ByteArrayOutputStream body) throws IOException {
    long left = Math.min(length, (long) max - body.size());
    while (left > 0) {
      if (fill() <= 0) {
        throw new EOFException("the connection was closed within the answer");
      }
      int n = (int) Math.min(left, limit - position);
      body.write(buffer, position, n);
      position += n;
      left -= n;
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (fill() <= 0) {
        throw new EOFException(
            answered
                ? "the connection was closed within the answer"
                : "the connection was closed without an answer");
      }
      char c = (char) (buffer[position++] & 0xff);
      if (c == '\n') {
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
          line.setLength(length - 1);
        }
        return line.toString();
      }
      if (++headBytes > MAX_HEAD_BYTES) {
        throw new IOException("the answer has too many headers");
      }
      line.append(c);
    }
  }

  /** Makes sure that there is a byte to read and returns how many there are; -1 at the end. */
  private int fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        return -1;
      }
      answered = true;
    }
    return limit - position;
  }

  private static int status(String line) throws IOException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("the answer is not HTTP");
    }
    long status = number(line.substring(9, 12), 10);
    if (status < 100) {
      throw new IOException("the answer is not HTTP");
    }
    return (int) status;
  }

  private static long number(String digits, int radix) throws IOException {
    try {
      if (!digits.isEmpty() && Character.digit(digits.charAt(0), radix) >= 0) {
        return Long.parseLong(digits, radix);
      }
    } catch (NumberFormatException reportedBelow) {
      // A number out of range is as malformed as none.
    }
    throw new IOException("the answer has a malformed number");
  }

  /** A date counts as the longest time there is: whoever waits bounds it. */
  private static long seconds(String retryAfter) {
    try {
      return Math.max(0, Long.parseLong(retryAfter));
    } catch (NumberFormatException date) {
      return Long.MAX_VALUE;
    }
  }
}
