/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** A request of the application by Jetty's client 12, with all that is sent for it. */
final class Jetty12Call extends JettyExchange {
  /** By each request that is sent for a call, and by the listeners of the application. */
  static final State<Jetty12Call> CALLS = new State<>();

  /** By each copy of a request that is yet to be sent for the same call. */
  private static final State<Jetty12Call> COPIES = new State<>();

  private boolean responded;

  private Jetty12Call() {}

  /** The client made a copy of a request, which it will send for the same call. */
  static void copied(Object request, Object copy) {
    Jetty12Call call = CALLS.get(request);
    if (call != null) {
      COPIES.set(copy, call);
    }
  }

  /**
   * A request is about to be sent on a connection that was chosen for it, by the application or,
   * for the tunnel of a proxy, by the client itself, which is no call.
   */
  static @Nullable Jetty12Call sendOnConnection(Request request) {
    return !(request instanceof HttpRequest) || HttpMethod.CONNECT.is(request.getMethod())
        ? null
        : send((HttpRequest) request);
  }

  /**
   * A request is about to be queued.
   *
   * @return null when it is sent for a call that began before
   */
  static @Nullable Jetty12Call send(HttpRequest request) {
    Jetty12Call known = COPIES.remove(request);
    if (known != null) {
      CALLS.set(request, known);
      known.sent(request);
      return null;
    }
    Jetty12Call call = new Jetty12Call();
    CALLS.set(request, call);
    CALLS.set(request.getResponseListeners(), call);
    call.start(request);
    return call;
  }

  private void start(Request request) {
    Exchange started =
        start(
            request.getMethod(),
            request.getScheme(),
            request.getHost(),
            request.getPort(),
            request.getPath(),
            request.getURI());
    if (started == null) {
      return;
    }
    started.request(request, RequestHeaders.READER);
    HttpCapture capture = started.requestBody();
    if (capture != null) {
      request.onRequestContent(new SentContent(capture));
    }
    sent(request);
    started.leave();
  }

  private void sent(Request request) {
    Exchange current = exchange;
    if (current != null) {
      current.sent();
      current.inject(request, Setter.SETTER);
    }
  }

  /** The head of the response is there. */
  void responded(Response response) {
    Exchange current = exchange;
    if (current != null) {
      responded = true;
      current.responded(response.getStatus());
      current.responseHead(response, ResponseHeaders.READER);
      tap = current.tap();
    }
  }

  /** What is to be read in the place of the response's content. */
  Content.Source content(Content.Source source) {
    return new ResponseContent(source, caller, tap);
  }

  /** All is done; of a response that a handler of the client's kept back nobody has heard yet. */
  void complete(Result result) {
    Response response = result.getResponse();
    if (!responded && response != null && response.getStatus() > 0) {
      responded(response);
      byte[] content =
          response instanceof ContentResponse ? ((ContentResponse) response).getContent() : null;
      if (tap != null && content != null) {
        tap.add(content, 0, content.length);
      }
    }
    end(result.getFailure());
  }

  private static final class SentContent implements Request.ContentListener {
    private final HttpCapture capture;

    SentContent(HttpCapture capture) {
      this.capture = capture;
    }

    @Override
    public void onContent(Request request, ByteBuffer content) {
      capture.requestBody(content.duplicate());
    }
  }

  private static final class RequestHeaders extends HeaderReader<Request> {
    static final RequestHeaders READER = new RequestHeaders();

    /** The body knows its type before the request does. */
    @Override
    public @Nullable String get(@Nullable Request request, String name) {
      String value = request == null ? null : request.getHeaders().get(name);
      Request.Content body = request == null ? null : request.getBody();
      return value == null && body != null && name.equals("Content-Type")
          ? body.getContentType()
          : value;
    }
  }

  private static final class ResponseHeaders extends HeaderReader<Response> {
    static final ResponseHeaders READER = new ResponseHeaders();

    /** Listeners get the content decoded. */
    @Override
    public @Nullable String get(@Nullable Response response, String name) {
      return response == null
              || name.equals("Content-Encoding")
              || (name.equals("Content-Length")
                  && response.getHeaders().contains(HttpHeader.CONTENT_ENCODING))
          ? null
          : response.getHeaders().get(name);
    }
  }

  private enum Setter implements TextMapSetter<Request> {
    SETTER;

    @Override
    public void set(@Nullable Request request, String name, String value) {
      if (request != null) {
        request.headers(new Put(name, value));
      }
    }
  }

  private static final class Put implements Consumer<HttpFields.Mutable> {
    private final String name;
    private final String value;

    Put(String name, String value) {
      this.name = name;
      this.value = value;
    }

    @Override
    public void accept(HttpFields.Mutable headers) {
      headers.put(name, value);
    }
  }
}
