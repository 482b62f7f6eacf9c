/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A request of the application by Jetty's client, of whatever version, with all that is sent for
 * it. Used by one thread at a time, but for an end that comes at once with another, of which the
 * first counts.
 */
abstract class JettyExchange {
  final Context caller = Context.current();

  /** Null where the request is part of another operation, and after the end. */
  @Nullable Exchange exchange;

  @Nullable BodyTap tap;

  /** Starts the operation; null where the request is part of another one. */
  final @Nullable Exchange start(
      String method, String scheme, String host, int port, String path, @Nullable URI uri) {
    Exchange started = Exchange.start(method, scheme, host, port, path);
    if (started != null && uri != null) {
      started.url(uri.toString());
    }
    exchange = started;
    return started;
  }

  /** Enters the context of who sent the request. */
  final Scope enter() {
    return caller.makeCurrent();
  }

  /** Ends the call; it failed unless that is null. */
  final void end(@Nullable Throwable failure) {
    Exchange ended = take();
    if (ended != null) {
      if (failure != null) {
        ended.failed(failure);
      }
      ended.requestEnd();
      if (tap != null) {
        tap.end();
      }
      ended.end();
    }
  }

  private synchronized @Nullable Exchange take() {
    Exchange ended = exchange;
    exchange = null;
    return ended;
  }
}
