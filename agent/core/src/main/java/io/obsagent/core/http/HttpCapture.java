/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpClient;
import io.obsagent.core.vocabulary.HttpServer;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What rules read of one exchange beside its fields. It is told heads and bodies as the application
 * reads and writes them, takes the values asked for and keeps nothing else. Bodies are JSON or, of
 * requests, forms. Thread-safe; no method throws.
 */
public final class HttpCapture {
  private static final int MOST_CHARACTERS = 1024;

  private final HttpShape shape;
  private final @Nullable Object[] headers;
  private @Nullable HttpBody request;
  private @Nullable HttpBody response;
  private boolean responseBegun;

  HttpCapture(HttpShape shape) {
    this.shape = shape;
    this.headers = new Object[shape.values.length];
  }

  /** The capture of a request served; null when there is none. */
  public static @Nullable HttpCapture served(@Nullable Operation operation) {
    return operation == null ? null : (HttpCapture) operation.get(HttpServer.CAPTURE);
  }

  /** The capture of an exchange of either kind; null when there is none. */
  public static @Nullable HttpCapture of(Operation operation) {
    Field field =
        operation.type() == HttpServer.TYPE
            ? HttpServer.CAPTURE
            : operation.type() == HttpClient.TYPE ? HttpClient.CAPTURE : null;
    return field == null ? null : (HttpCapture) operation.get(field);
  }

  /** The value as far as it is known by now; null when it is not. */
  public synchronized @Nullable Object get(HttpValue value) {
    int index = shape.find(value);
    if (index < 0) {
      return null;
    }
    if (value.isHeader) {
      return headers[index];
    }
    HttpBody body = value.ofResponse ? response : request;
    return body == null ? null : body.value(shape.places[index]);
  }

  // ---- heads ----

  /** Tells the head of the request, before its body. */
  public synchronized <C> void request(C message, TextMapGetter<C> reader) {
    headers(message, reader, false);
    request = HttpBody.of(shape.request, shape.form, shape.mostBytes, message, reader);
  }

  /** Tells the head of the response, before its body or, where there is none, at the end. */
  public synchronized <C> void response(C message, TextMapGetter<C> reader) {
    headers(message, reader, true);
    if (!responseBegun) {
      responseBegun = true;
      response = HttpBody.of(shape.response, null, shape.mostBytes, message, reader);
    }
  }

  private <C> void headers(C message, TextMapGetter<C> reader, boolean ofResponse) {
    for (int i = 0; i < headers.length; i++) {
      HttpValue value = shape.values[i];
      if (value.isHeader && value.ofResponse == ofResponse) {
        String text = reader.get(message, value.path);
        headers[i] =
            text == null || text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS);
      }
    }
  }

  // ---- bodies ----

  /** Whether more bytes of the request's body would be looked at. */
  public synchronized boolean readsRequest() {
    return request != null && request.wantsMore();
  }

  /** Whether the response's head, or more bytes of its body, would be looked at. */
  public synchronized boolean readsResponse() {
    return shape.response != null && (!responseBegun || (response != null && response.wantsMore()));
  }

  /** Whether bytes of the response's body come next that would be looked at. */
  public synchronized boolean awaitsResponse() {
    return response != null && response.wantsMore();
  }

  /** Tells bytes of the request's body that the application has read, or sends. */
  public synchronized void requestBody(byte[] bytes, int offset, int length) {
    if (request != null) {
      request.take(bytes, offset, length);
    }
  }

  /** Tells what remains in a buffer, which stays as it is. */
  public synchronized void requestBody(ByteBuffer bytes) {
    if (request != null) {
      request.take(bytes);
    }
  }

  /**
   * Says that the request's body has been read, or sent, to its end; more than once does no harm.
   */
  public synchronized void requestEnd() {
    if (request != null) {
      request.end();
    }
  }

  /** Tells bytes of the response's body that the application has read, or writes. */
  public synchronized void responseBody(byte[] bytes, int offset, int length) {
    if (response != null) {
      response.take(bytes, offset, length);
    }
  }

  /** Tells what remains in a buffer, which stays as it is. */
  public synchronized void responseBody(ByteBuffer bytes) {
    if (response != null) {
      response.take(bytes);
    }
  }

  /** Looks at nothing more, once the exchange is over; what was read stays. */
  public synchronized void close() {
    if (request != null) {
      request.close();
    }
    if (response != null) {
      response.close();
    }
  }
}
