/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.http.ExchangeWatchers;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.json.Feed;
import io.obsagent.core.operation.Event;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Propagation;
import io.obsagent.core.redact.Urls;
import io.obsagent.core.vocabulary.HttpClient;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A request that the application sends, with all that happens to it (redirects, retries,
 * authentication) until its response has been received. Free of library types. Used by one thread
 * at a time; no method throws.
 */
final class Exchange {
  private static final String OTHER = "_OTHER";

  /** The innermost exchange whose request is being sent by the thread. */
  private static final ThreadLocal<@Nullable Exchange> SENDING = new ThreadLocal<>();

  private final Operation operation;
  private final @Nullable WatchedExchange watched;

  /** What rules for requests sent see: the operation, or what stands for it where it is another. */
  private final @Nullable Operation seen;

  private @Nullable HttpCapture capture;
  private @Nullable LateEnd late;
  private final @Nullable Exchange outer;
  private int sendings;
  private boolean statusTold;

  private Exchange(
      Operation operation, @Nullable WatchedExchange watched, @Nullable Exchange outer) {
    this.operation = operation;
    this.watched = watched;
    this.seen =
        operation.type() == HttpClient.TYPE ? operation : Event.of(HttpClient.TYPE, operation);
    this.outer = outer;
  }

  /**
   * Starts the operation of a request and makes it current.
   *
   * @param scheme in any case; null for http
   * @param port negative for the scheme's default
   * @param path without the query string
   * @return null when the request is part of the current operation: nothing is to be done then
   */
  static @Nullable Exchange start(
      String method,
      @Nullable String scheme,
      @Nullable String host,
      int port,
      @Nullable String path) {
    boolean secure = "https".equalsIgnoreCase(scheme);
    int actualPort = port >= 0 ? port : secure ? 443 : 80;
    String actualHost = withoutBrackets(host);
    String actualPath = path == null || path.isEmpty() ? "/" : path;
    WatchedExchange watched = null;
    Operation operation;
    try {
      watched =
          ExchangeWatchers.watch(
              method.toUpperCase(Locale.ROOT),
              secure ? "https" : "http",
              actualHost,
              actualPort,
              actualPath);
      operation = watched == null ? Operation.start(HttpClient.TYPE) : watched.start();
    } catch (RuntimeException e) {
      failedToWatch(e);
      return null;
    }
    if (operation == null) {
      return null;
    }
    Exchange exchange = new Exchange(operation, watched, SENDING.get());
    SENDING.set(exchange);
    return exchange.target(actualHost, actualPort, actualPath).method(method);
  }

  private Exchange target(String host, int port, String path) {
    if (seen != null) {
      seen.set(HttpClient.HOST, host).set(HttpClient.PORT, port).set(HttpClient.PATH, path);
    }
    return this;
  }

  /** Tells the head of the request as the application has it. */
  <M> void request(M message, HeaderReader<M> reader) {
    Operation request = seen;
    if (request != null) {
      HttpCapture opened =
          HttpWants.SENT.open(
              String.valueOf(request.get(HttpClient.METHOD)),
              (String) request.get(HttpClient.HOST),
              (String) request.get(HttpClient.PATH),
              null);
      if (opened != null) {
        opened.request(message, reader);
        request.set(HttpClient.CAPTURE, opened);
        capture = opened;
      }
    }
  }

  /** Tells the head of the response, before its body; the request's is complete by then. */
  <M> void response(M message, HeaderReader<M> reader) {
    requestEnd();
    responseHead(message, reader);
  }

  /** Tells the head of a response that may come before all of the request was told. */
  <M> void responseHead(M message, HeaderReader<M> reader) {
    if (capture != null) {
      capture.response(message, reader);
    }
  }

  /** Says that the request's body was told to its end. */
  void requestEnd() {
    if (capture != null) {
      capture.requestEnd();
    }
  }

  /** What looks at the request's body; null when nothing does. */
  @Nullable HttpCapture requestBody() {
    return capture != null && capture.readsRequest() ? capture : null;
  }

  private static String withoutBrackets(@Nullable String host) {
    if (host == null) {
      return "";
    }
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** The innermost exchange whose request this thread is sending; null when there is none. */
  static @Nullable Exchange sending() {
    return SENDING.get();
  }

  /** Sets the method, in any case. */
  Exchange method(String method) {
    String known = known(method);
    if (watched == null) {
      operation.name(known.equals(OTHER) ? "HTTP" : known);
    }
    if (seen != null) {
      seen.set(HttpClient.METHOD, known);
    }
    return this;
  }

  private static String known(String method) {
    String upper = method.toUpperCase(Locale.ROOT);
    switch (upper) {
      case "CONNECT":
      case "DELETE":
      case "GET":
      case "HEAD":
      case "OPTIONS":
      case "PATCH":
      case "POST":
      case "PUT":
      case "QUERY":
      case "TRACE":
        return upper;
      default:
        return OTHER;
    }
  }

  /** Sets the URL, of which only what may be recorded is kept. */
  Exchange url(String url) {
    if (seen != null) {
      seen.set(HttpClient.URL, Urls.redact(url));
    }
    return this;
  }

  /** Writes the context into a request that is about to be sent. */
  <C> void inject(C request, TextMapSetter<C> setter) {
    Propagation.inject(operation, request, setter);
  }

  /** Counts a request on its way to the server; all but the first are resendings. */
  void sent() {
    sendings++;
    if (sendings > 1) {
      resent(sendings - 1);
    }
  }

  /** Says how often the request was sent again; 0 for never. */
  void resent(int times) {
    if (times > 0 && seen != null) {
      seen.set(HttpClient.RESEND_COUNT, times);
    }
  }

  /** Says that a response came. */
  void responded(int status) {
    if (seen != null) {
      seen.set(HttpClient.STATUS, status);
    }
    if (status >= 400) {
      operation.fail(Integer.toString(status));
      failed(Integer.toString(status));
    }
    tellStatus(status);
  }

  /** Tells the watcher the status, once, before it is told the body. */
  void tellStatus(int status) {
    if (watched != null && !statusTold) {
      statusTold = true;
      try {
        watched.status(operation, status);
      } catch (RuntimeException e) {
        failedToWatch(e);
      }
    }
  }

  /** Says that no response came. */
  void failed(Throwable error) {
    if (error instanceof CancellationException) {
      canceled(error);
      return;
    }
    if (isTimeout(error)) {
      timedOut(error);
      return;
    }
    operation.fail(error);
    outcome(error, Outcome.ERROR);
    tellFailure(error);
  }

  /** Where rules see something else than the operation. */
  private void failed(String status) {
    if (seen != null && seen != operation) {
      seen.fail(status);
    }
  }

  private void outcome(@Nullable Throwable error, Outcome outcome) {
    if (seen != null && seen != operation) {
      seen.fail(error).outcome(outcome);
    }
  }

  /** Says that no response came in time. */
  void timedOut(Throwable error) {
    operation.fail(error).outcome(Outcome.TIMEOUT);
    outcome(error, Outcome.TIMEOUT);
    tellFailure(error);
  }

  /** Says that the application gave the request up. */
  void canceled(@Nullable Throwable error) {
    operation.outcome(Outcome.CANCELED);
    outcome(error, Outcome.CANCELED);
    tellFailure(error);
  }

  private void tellFailure(@Nullable Throwable error) {
    if (watched != null) {
      try {
        watched.failed(error);
      } catch (RuntimeException e) {
        failedToWatch(e);
      }
    }
  }

  private static boolean isTimeout(Throwable error) {
    return error.getClass().getName().endsWith("TimeoutException");
  }

  /** Nanoseconds since the start. */
  long durationNanos() {
    return operation.durationNanos();
  }

  /** Whether anybody may look at the response's body. */
  boolean readsResponse() {
    return watched != null || capture != null && capture.readsResponse();
  }

  /**
   * What looks at the response's body, for its watcher or for rules; null when nobody does. To be
   * asked after the response's head was told, or, where that cannot be, before.
   */
  @Nullable BodyTap tap() {
    HttpCapture reading = capture != null && capture.readsResponse() ? capture : null;
    Feed feed = watched == null ? null : watched.body();
    if (feed == null && reading == null) {
      return null;
    }
    late = reading == null || seen == null || isWatchers() ? null : new LateEnd(seen, reading);
    return new BodyTap(watched, feed, reading, late);
  }

  /** Makes the operation current again, for a later part of the exchange. */
  Scope enter() {
    return operation.enter();
  }

  /** Stops being current on this thread, and goes on. */
  void leave() {
    if (SENDING.get() == this) {
      SENDING.set(outer);
    }
    operation.leave();
  }

  /** Ends the operation; on the thread that started it, it also stops being current. */
  void end() {
    leave();
    if (seen == null || isWatchers()) {
      endWatched();
      return;
    }
    if (late != null) {
      late.ended(operation.durationNanos());
    } else {
      LateEnd.end(seen, operation.durationNanos());
      if (capture != null) {
        capture.close();
      }
    }
    endWatched();
  }

  /** Whether the watcher ends what rules see, once it has the body. */
  private boolean isWatchers() {
    return watched != null && seen == operation;
  }

  private void endWatched() {
    if (watched == null) {
      return;
    }
    try {
      watched.end(operation);
    } catch (RuntimeException e) {
      operation.end();
      failedToWatch(e);
    }
  }

  /** Reports a watcher that threw, which must not become the application's failure. */
  static void failedToWatch(RuntimeException failure) {
    Dispatch.failed(failure, Exchange.class.getName());
  }
}
