/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.json.JsonFeed;
import io.obsagent.core.json.JsonTree;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpClient;
import io.obsagent.core.vocabulary.HttpServer;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What rules read of one exchange beside its fields. It is told heads and bodies as the application
 * reads and writes them, takes the values asked for and keeps nothing else. Bodies are those of
 * JSON that no content coding hides. Thread-safe; no method throws.
 */
public final class HttpCapture {
  private static final int MOST_CHARACTERS = 1024;

  private final HttpShape shape;
  private final @Nullable Object[] headers;
  private @Nullable JsonFeed request;
  private @Nullable JsonFeed response;
  private boolean responseBegun;

  HttpCapture(HttpShape shape) {
    this.shape = shape;
    this.headers = new Object[shape.values.length];
  }

  /** The capture of a request served; null when there is none. */
  public static @Nullable HttpCapture served(@Nullable Operation operation) {
    return operation == null ? null : (HttpCapture) operation.get(HttpServer.CAPTURE);
  }

  /**
   * The capture of the request that this thread serves; null when there is none. Without a rule
   * that reads bodies this is but a look at one field.
   */
  public static @Nullable HttpCapture served() {
    return HttpWants.SERVED.any() ? served(Operation.current(HttpServer.TYPE)) : null;
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
    JsonFeed feed = value.ofResponse ? response : request;
    return feed == null ? null : feed.value(shape.places[index]);
  }

  // ---- heads ----

  /** Tells the head of the request, before its body. */
  public synchronized <C> void request(C message, TextMapGetter<C> reader) {
    headers(message, reader, false);
    request = feed(shape.request, message, reader);
  }

  /** Tells the head of the response, before its body or, where there is none, at the end. */
  public synchronized <C> void response(C message, TextMapGetter<C> reader) {
    headers(message, reader, true);
    if (!responseBegun) {
      responseBegun = true;
      response = feed(shape.response, message, reader);
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

  private static <C> @Nullable JsonFeed feed(
      @Nullable JsonTree tree, C message, TextMapGetter<C> reader) {
    if (tree == null || !isJson(reader.get(message, "Content-Type"))) {
      return null;
    }
    String coding = reader.get(message, "Content-Encoding");
    return coding == null || coding.equalsIgnoreCase("identity") ? new JsonFeed(tree) : null;
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .trim()
            .toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
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
      request.feed(bytes, offset, length);
    }
  }

  /** Tells what remains in a buffer, which stays as it is. */
  public synchronized void requestBody(ByteBuffer bytes) {
    if (request != null) {
      request.feed(bytes);
    }
  }

  /** Tells bytes of the response's body that the application has read, or writes. */
  public synchronized void responseBody(byte[] bytes, int offset, int length) {
    if (response != null) {
      response.feed(bytes, offset, length);
    }
  }

  /** Tells what remains in a buffer, which stays as it is. */
  public synchronized void responseBody(ByteBuffer bytes) {
    if (response != null) {
      response.feed(bytes);
    }
  }
}
