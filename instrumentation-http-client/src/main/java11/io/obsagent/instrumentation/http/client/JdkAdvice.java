/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import org.jspecify.annotations.Nullable;

/** What is woven into {@code java.net.http}'s client. */
final class JdkAdvice {
  private static final State<WireHeaders> HEADERS = new State<>();

  private JdkAdvice() {}

  static @Nullable Exchange start(@Nullable HttpRequest request) {
    URI uri = request == null ? null : request.uri();
    if (request == null || uri == null) {
      return null;
    }
    Exchange exchange =
        Exchange.start(
            request.method(), uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
    if (exchange != null) {
      exchange.url(uri.toString()).request(request.headers(), Headers.READER);
    }
    return exchange;
  }

  /** Headers of a request or of a response. */
  static final class Headers extends HeaderReader<HttpHeaders> {
    static final Headers READER = new Headers();

    @Override
    public @Nullable String get(@Nullable HttpHeaders headers, String name) {
      return headers == null ? null : headers.firstValue(name).orElse(null);
    }
  }

  static void responded(Exchange exchange, HttpResponse<?> response) {
    int resent = 0;
    HttpResponse<?> previous = response.previousResponse().orElse(null);
    while (previous != null) {
      resent++;
      previous = previous.previousResponse().orElse(null);
    }
    exchange.resent(resent);
    exchange.responded(response.statusCode());
    exchange.response(response.headers(), Headers.READER);
  }

  static final class Send {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Exchange enter(@Argument(0) @Nullable HttpRequest request) {
      return start(request);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Enter @Nullable Exchange exchange,
        @Return @Nullable HttpResponse<?> response,
        @Thrown @Nullable Throwable thrown) {
      if (exchange == null) {
        return;
      }
      if (response != null) {
        responded(exchange, response);
      } else if (thrown != null) {
        exchange.failed(thrown);
      }
      exchange.end();
    }
  }

  static final class SendAsync {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable AsyncExchange<?> enter(@Argument(0) @Nullable HttpRequest request) {
      return AsyncExchange.start(request);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    @AssignReturned.ToReturned
    static <T> @Nullable CompletableFuture<HttpResponse<T>> exit(
        @Enter @Nullable AsyncExchange<T> exchange,
        @Return @Nullable CompletableFuture<HttpResponse<T>> response,
        @Thrown @Nullable Throwable thrown) {
      return exchange == null ? null : exchange.follow(response, thrown);
    }
  }

  static final class RequestBody {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable HttpRequest enter(@Argument(0) @Nullable HttpRequest request) {
      Exchange exchange = request == null ? null : Exchange.sending();
      HttpCapture capture = exchange == null ? null : exchange.requestBody();
      BodyPublisher body = request == null ? null : request.bodyPublisher().orElse(null);
      return request == null || capture == null || body == null
          ? null
          : new SeenRequest(request, body, capture);
    }
  }

  static final class FirstRequest {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This HttpRequest request) {
      Exchange exchange = Exchange.sending();
      if (exchange != null) {
        HEADERS.set(request, WireHeaders.of(exchange, request.headers()));
      }
    }
  }

  static final class NextRequest {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This HttpRequest request, @Argument(2) HttpRequest earlier) {
      WireHeaders headers = HEADERS.get(earlier);
      if (headers != null) {
        HEADERS.set(request, headers.with(request.headers()));
      }
    }
  }

  static final class RequestHeaders {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable HttpHeaders exit(@This HttpRequest request) {
      WireHeaders headers = HEADERS.get(request);
      return headers == null ? null : headers.all();
    }
  }

  static final class Body {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(3))
    static @Nullable BodyHandler<?> enter(@Argument(3) @Nullable BodyHandler<?> handler) {
      Exchange exchange = Exchange.sending();
      if (exchange == null || handler == null) {
        return null;
      }
      BodyTap tap = exchange.tap();
      return tap == null ? null : new TappedBodyHandler<>(handler, exchange, tap);
    }
  }
}
