/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.opentelemetry.context.propagation.TextMapSetter;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpMessage;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Requests and responses of Apache HttpComponents 4, of its blocking and its asynchronous client.
 */
final class ApacheMessages4 {
  static final HeaderReader<HttpMessage> HEADERS = new HeadersRead();
  static final TextMapSetter<HttpRequest> SETTER = new Setter();

  private ApacheMessages4() {}

  /** Starts the exchange of a request; null when it is part of the current operation. */
  static @Nullable Exchange start(HttpHost target, HttpRequest request) {
    String uri = request.getRequestLine().getUri();
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
    int begin = scheme < 0 ? 0 : uri.indexOf('/', scheme + 3);
    String path = begin < 0 ? "/" : uri.substring(begin);
    int query = path.indexOf('?');
    Exchange exchange =
        Exchange.start(
            request.getRequestLine().getMethod(),
            target.getSchemeName(),
            target.getHostName(),
            target.getPort(),
            query < 0 ? path : path.substring(0, query));
    if (exchange != null) {
      exchange.url(scheme < 0 ? target.toURI().concat(path) : uri).request(request, HEADERS);
    }
    return exchange;
  }

  private static final class HeadersRead extends HeaderReader<HttpMessage> {
    /** The entity knows its type where the message does not have it as a header. */
    @Override
    public @Nullable String get(@Nullable HttpMessage message, String name) {
      Header header = message == null ? null : message.getFirstHeader(name);
      HttpEntity entity = header == null ? entity(message) : null;
      if (entity != null && name.equals("Content-Type")) {
        header = entity.getContentType();
      } else if (entity != null && name.equals("Content-Encoding")) {
        header = entity.getContentEncoding();
      }
      return header == null ? null : header.getValue();
    }

    private static @Nullable HttpEntity entity(@Nullable HttpMessage message) {
      if (message instanceof HttpResponse) {
        return ((HttpResponse) message).getEntity();
      }
      return message instanceof HttpEntityEnclosingRequest
          ? ((HttpEntityEnclosingRequest) message).getEntity()
          : null;
    }
  }

  private static final class Setter implements TextMapSetter<HttpRequest> {
    @Override
    public void set(@Nullable HttpRequest request, String name, String value) {
      if (request != null) {
        request.setHeader(name, value);
      }
    }
  }
}
