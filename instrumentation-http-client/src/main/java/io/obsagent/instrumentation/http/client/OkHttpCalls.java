/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** Makes each call of the application one operation. */
enum OkHttpCalls implements Interceptor {
  INTERCEPTOR;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Exchange exchange = start(request);
    if (exchange == null) {
      return chain.proceed(request);
    }
    try {
      return received(
          exchange,
          chain.proceed(
              isWebSocket(request)
                  ? OkHttpRequests.INTERCEPTOR.traced(request, exchange)
                  : request));
    } catch (Throwable t) {
      failed(exchange, chain, t);
      throw t;
    } finally {
      exchange.end();
    }
  }

  private static @Nullable Exchange start(Request request) {
    HttpUrl url = request.url();
    Exchange exchange =
        Exchange.start(request.method(), url.scheme(), url.host(), url.port(), url.encodedPath());
    if (exchange != null) {
      exchange.url(url.toString()).request(request, RequestHeaders.READER);
    }
    return exchange;
  }

  private static final class RequestHeaders extends HeaderReader<Request> {
    static final RequestHeaders READER = new RequestHeaders();

    /** The body knows its type before the request does. */
    @Override
    public @Nullable String get(@Nullable Request request, String name) {
      String header = request == null ? null : request.header(name);
      RequestBody body = request == null ? null : request.body();
      MediaType type =
          header == null && body != null && name.equals("Content-Type") ? body.contentType() : null;
      return type == null ? header : type.toString();
    }
  }

  private static final class ResponseHeaders extends HeaderReader<Response> {
    static final ResponseHeaders READER = new ResponseHeaders();

    @Override
    public @Nullable String get(@Nullable Response response, String name) {
      return response == null ? null : response.header(name);
    }
  }

  /** Requests for web sockets pass no network interceptor. */
  private static boolean isWebSocket(Request request) {
    return "websocket".equalsIgnoreCase(request.header("Upgrade"));
  }

  private static void failed(Exchange exchange, Chain chain, Throwable thrown) {
    if (!(thrown instanceof IOException) || !"Canceled".equals(thrown.getMessage())) {
      exchange.failed(thrown);
    } else if (isOverdue(exchange, chain)) {
      exchange.timedOut(thrown);
    } else {
      exchange.canceled(thrown);
    }
  }

  /**
   * Whether it was the call's own time limit that cancelled it, as far as the clock tells. Calls
   * have one since OkHttp 3.12.
   */
  private static boolean isOverdue(Exchange exchange, Chain chain) {
    try {
      long limit = chain.call().timeout().timeoutNanos();
      return limit > 0 && exchange.durationNanos() >= limit / 10 * 9;
    } catch (LinkageError e) {
      return false;
    }
  }

  private static Response received(Exchange exchange, Response response) {
    exchange.responded(response.code());
    exchange.response(response, ResponseHeaders.READER);
    ResponseBody body = response.body();
    BodyTap tap = body == null || response.code() == 101 ? null : exchange.tap();
    return tap == null
        ? response
        : response.newBuilder().body(new TappedResponseBody(body, tap)).build();
  }
}
