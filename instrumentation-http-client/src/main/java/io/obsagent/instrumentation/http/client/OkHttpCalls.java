/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
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
      return received(exchange, chain.proceed(request));
    } catch (Throwable t) {
      if (t instanceof IOException && "Canceled".equals(t.getMessage())) {
        exchange.canceled(t);
      } else {
        exchange.failed(t);
      }
      throw t;
    } finally {
      exchange.end();
    }
  }

  private static @Nullable Exchange start(Request request) {
    HttpUrl url = request.url();
    Exchange exchange =
        Exchange.start(request.method(), url.scheme(), url.host(), url.port(), url.encodedPath());
    return exchange == null ? null : exchange.url(url.toString());
  }

  private static Response received(Exchange exchange, Response response) {
    int resent = 0;
    for (Response prior = response.priorResponse(); prior != null; prior = prior.priorResponse()) {
      resent++;
    }
    exchange.resent(resent);
    exchange.responded(response.code());
    ResponseBody body = response.body();
    BodyTap tap = body == null || response.code() == 101 ? null : exchange.tap();
    return tap == null
        ? response
        : response.newBuilder().body(new TappedResponseBody(body, tap)).build();
  }
}
