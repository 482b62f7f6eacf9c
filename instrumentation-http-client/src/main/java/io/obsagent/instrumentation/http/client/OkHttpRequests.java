/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Writes the context into each request as it goes out. Near the network, so that the application's
 * interceptors and the request in its response stay free of it.
 */
enum OkHttpRequests implements Interceptor, TextMapSetter<Request.Builder> {
  INTERCEPTOR;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Exchange exchange = Exchange.sending();
    Request request = chain.request();
    if (exchange == null) {
      return chain.proceed(request);
    }
    exchange.sent();
    return chain.proceed(traced(request, exchange));
  }

  /** The request with the exchange's context. */
  Request traced(Request request, Exchange exchange) {
    Request.Builder builder = request.newBuilder();
    exchange.inject(builder, this);
    RequestBody body = request.body();
    HttpCapture capture = body == null ? null : exchange.requestBody();
    if (body != null && capture != null) {
      builder.method(request.method(), new SeenRequestBody(body, capture));
    }
    return builder.build();
  }

  @Override
  public void set(Request.@Nullable Builder request, String name, String value) {
    if (request != null) {
      request.header(name, value);
    }
  }
}
