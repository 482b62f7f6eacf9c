/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Operation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of Tomcat's requests and responses, as they pass between its two sides, on whatever
 * thread.
 */
final class TomcatBodies {
  private static final String HANDLER = "org.apache.tomcat.util.net.ApplicationBufferHandler";
  private static volatile @Nullable MethodHandle getByteBuffer;

  /** What looks at the request that is being served, by Tomcat's object, which serves many. */
  private static final State<HttpCapture> CAPTURES = new State<>();

  private TomcatBodies() {}

  /** A request begins. */
  static void begin(Request request, Operation operation) {
    CAPTURES.set(request, HttpCapture.served(operation));
  }

  /** So many bytes were read into the buffer of a handler; negative at the end. */
  static void read(Request request, Object handler, int count) throws Throwable {
    HttpCapture capture = reading(request, count);
    if (capture != null) {
      ByteBuffer buffer = (ByteBuffer) getByteBuffer(handler).invoke(handler);
      if (buffer != null && buffer.remaining() == count) {
        capture.requestBody(buffer);
      }
    }
  }

  /** What looks at bytes that were read; null when nothing does. */
  private static @Nullable HttpCapture reading(Request request, int count) {
    HttpCapture capture = CAPTURES.get(request);
    if (capture == null || !capture.readsRequest()) {
      return null;
    }
    if (count < 0) {
      capture.requestEnd();
    }
    return count > 0 ? capture : null;
  }

  /** A method of a type that the oldest Tomcat does not have. */
  private static MethodHandle getByteBuffer(Object handler) throws ReflectiveOperationException {
    MethodHandle known = getByteBuffer;
    if (known == null) {
      Class<?> type = Class.forName(HANDLER, false, handler.getClass().getClassLoader());
      known =
          MethodHandles.publicLookup()
              .findVirtual(type, "getByteBuffer", MethodType.methodType(ByteBuffer.class));
      getByteBuffer = known;
    }
    return known;
  }

  /** So many bytes were read, as the first releases of 8.5 do it. */
  static void readChunk(Request request, ByteChunk chunk, int count) {
    HttpCapture capture = reading(request, count);
    if (capture != null) {
      capture.requestBody(chunk.getBytes(), chunk.getStart(), chunk.getLength());
    }
  }

  /** A buffer is to be written. */
  static void write(Response response, ByteBuffer buffer) {
    HttpCapture capture = responding(response);
    if (capture != null) {
      capture.responseBody(buffer);
    }
  }

  /** Bytes are to be written, as the first releases of 8.5 do it. */
  static void writeChunk(Response response, ByteChunk chunk) {
    HttpCapture capture = responding(response);
    if (capture != null) {
      capture.responseBody(chunk.getBytes(), chunk.getStart(), chunk.getLength());
    }
  }

  private static @Nullable HttpCapture responding(Response response) {
    Request request = response.getRequest();
    HttpCapture capture = request == null ? null : CAPTURES.get(request);
    if (capture == null || !capture.readsResponse()) {
      return null;
    }
    capture.response(response, TomcatRequests.RESPONSES);
    return capture;
  }
}
