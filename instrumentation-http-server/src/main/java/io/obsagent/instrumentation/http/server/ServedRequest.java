/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.http.HttpActive;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Propagation;
import io.obsagent.core.redact.Urls;
import io.obsagent.core.vocabulary.AuthFailure;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.RateLimit;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * What the operation of a served request is, whatever the server. It starts when the server has
 * read the request's head and ends when the server is done with the response. It is never simply
 * current from start to end, since requests change threads: {@link Turn} makes it so for a while.
 */
final class ServedRequest {
  private static final int MOST_USER_AGENT = 256;

  private ServedRequest() {}

  /**
   * Starts the operation of a request, as the continuation of its sender's trace.
   *
   * @return it, current nowhere yet, and without a {@linkplain #target target}
   */
  static <Q> Operation start(Q request, RequestReader<Q> reader) {
    Context sender = Propagation.extract(request, reader);
    String method = HttpMethods.known(reader.method(request));
    String path = reader.path(request);
    String client = Headers.client(reader.header(request, "X-Forwarded-For"));
    String address = client == null ? reader.peerAddress(request) : client;
    String userAgent = reader.header(request, "User-Agent");
    String requestId = Headers.requestId(reader.header(request, "X-Request-Id"));
    String correlationId = Headers.id(reader.header(request, "X-Correlation-Id"));
    Operation operation =
        Operation.startDetached(HttpServer.TYPE, sender)
            .name(RouteNames.of(method, null))
            .set(HttpServer.METHOD, method)
            .set(HttpServer.PATH, path == null ? null : Urls.redact(path))
            .set(HttpServer.CLIENT_ADDRESS, address)
            .set(HttpServer.USER_AGENT, cut(userAgent))
            .set(HttpServer.REQUEST_ID, requestId)
            .set(HttpServer.CORRELATION_ID, correlationId);
    HttpCapture capture = HttpWants.SERVED.open(method, null, path, reader.route(request));
    if (capture != null) {
      capture.request(request, reader);
      operation.set(HttpServer.CAPTURE, capture);
    }
    HttpActive.begin(operation);
    return operation;
  }

  /** Tells what rules read of a response's head, before its body or, without one, at the end. */
  static <P> void responded(Operation operation, P response, ResponseReader<P> reader) {
    HttpCapture capture = HttpCapture.served(operation);
    if (capture != null) {
      capture.response(response, reader);
    }
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= MOST_USER_AGENT
        ? text
        : text.substring(0, MOST_USER_AGENT);
  }

  /** Says whom the client asked: scheme, host and port. */
  static <Q> void target(Operation operation, Q request, RequestReader<Q> reader) {
    String address = reader.serverAddress(request);
    int port = reader.serverPort(request);
    operation
        .set(HttpServer.SCHEME, reader.scheme(request))
        .set(HttpServer.SERVER_ADDRESS, address == null || address.isEmpty() ? null : address);
    if (port > 0) {
      operation.set(HttpServer.SERVER_PORT, port);
    }
  }

  /**
   * Says which route the request took.
   *
   * @param route the template, the context path included
   */
  static void route(Operation operation, String route) {
    operation
        .set(HttpServer.ROUTE, route)
        .name(RouteNames.of((String) operation.get(HttpServer.METHOD), route));
    HttpActive.route(operation);
  }

  /**
   * Says that an exception left the application, or that the client was gone. The first one stands:
   * those that follow come of handling it.
   *
   * @param operation nothing happens when null or ended, or thrown is null
   */
  static void failed(@Nullable Operation operation, @Nullable Throwable thrown) {
    if (operation != null && thrown != null && operation.isRunning() && operation.error() == null) {
      Throwable cause = Causes.of(thrown);
      if (!Causes.isRequestsFault(cause)) {
        operation.fail(cause);
      }
    }
  }

  /**
   * Ends the operation, if it runs; a status of 500 or more is a failure.
   *
   * @param status the response's; not positive when there was none
   */
  static void end(Operation operation, int status) {
    if (!operation.isRunning()) {
      return;
    }
    if (status > 0) {
      operation.set(HttpServer.STATUS, status);
      if (status >= 500) {
        failed(operation, HandledErrors.of(operation));
        if (operation.error() == null) {
          operation.fail(Integer.toString(status));
        }
      }
    } else if (operation.error() == null) {
      operation.fail("no_response");
    }
    ended(operation, status);
  }

  /** Ends the operation of a request that its server forgot; nothing happens when null. */
  static void abandon(@Nullable Operation operation) {
    if (operation != null) {
      ended(operation.fail("abandoned"), 0);
    }
  }

  private static void ended(Operation operation, int status) {
    HttpActive.end(operation);
    if (status == 429) {
      RateLimit.answered(operation);
    }
    AuthFailure.answered(operation, status);
    operation.end();
    HttpCapture capture = HttpCapture.served(operation);
    if (capture != null) {
      capture.close();
    }
  }
}
