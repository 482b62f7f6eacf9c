/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.method.PathStep;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A request of the application by Jetty's client 9.4 to 11, with all that is sent for it: the first
 * of its listeners, which hear of the response that the application gets.
 */
final class JettyCall extends JettyExchange
    implements Response.HeadersListener, Response.CompleteListener {
  /** By each request that is sent for a call. */
  private static final State<JettyCall> CALLS = new State<>();

  /** By each copy of a request that is yet to be sent for the same call. */
  private static final State<JettyCall> COPIES = new State<>();

  /** The package of Jetty's own kinds of content. */
  private static final String CONTENTS = "org.eclipse.jetty.client.util.";

  private static final PathStep CONTENT = new PathStep("content");
  private static final PathStep TYPE = new PathStep("contentType");
  private static final PathStep LISTENERS = new PathStep("responseListeners");

  private JettyCall() {}

  /** The client made a copy of a request, which it will send for the same call. */
  static void copied(Object request, Object copy) {
    JettyCall call = CALLS.get(request);
    if (call != null) {
      COPIES.set(copy, call);
    }
  }

  /**
   * A request is about to be sent on a connection that was chosen for it, by the application or,
   * for the tunnel of a proxy, by the client itself, which is no call.
   */
  @SuppressWarnings("unchecked")
  static @Nullable JettyCall sendOnConnection(Request request) {
    Object listeners = LISTENERS.read(request);
    return listeners == null || "CONNECT".equalsIgnoreCase(request.getMethod())
        ? null
        : send(request, (List<Response.ResponseListener>) listeners);
  }

  /**
   * A request is about to be queued.
   *
   * @param listeners of its response, to which the call is added
   * @return null when it is sent for a call that began before
   */
  static @Nullable JettyCall send(Request request, List<Response.ResponseListener> listeners) {
    JettyCall known = COPIES.remove(request);
    if (known != null) {
      CALLS.set(request, known);
      known.sent(request);
      return null;
    }
    JettyCall call = new JettyCall();
    CALLS.set(request, call);
    call.start(request, listeners);
    return call;
  }

  private void start(Request request, List<Response.ResponseListener> listeners) {
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
    listeners.add(0, this);
    if (started.readsResponse()) {
      listeners.add(1, new ReceivedContent(this));
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

  /** Enters the context of who sent a request; null for a request that is no call's. */
  static @Nullable Scope enter(@Nullable Request request) {
    JettyCall call = request == null ? null : CALLS.get(request);
    return call == null ? null : call.enter();
  }

  @Override
  public void onHeaders(Response response) {
    Exchange current = exchange;
    if (current != null) {
      current.responded(response.getStatus());
      current.responseHead(response, ResponseHeaders.READER);
      tap = current.tap();
    }
  }

  @Override
  public void onComplete(Result result) {
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

  private static final class ReceivedContent implements Response.AsyncContentListener {
    private final JettyCall call;

    ReceivedContent(JettyCall call) {
      this.call = call;
    }

    @Override
    public void onContent(Response response, ByteBuffer content, Callback callback) {
      if (call.tap != null) {
        call.tap.add(content);
      }
      callback.succeeded();
    }
  }

  /** The first value of a header; what holds them is a class before Jetty 10, and an interface. */
  private static @Nullable String header(Iterable<HttpField> headers, String name) {
    for (HttpField header : headers) {
      if (name.equalsIgnoreCase(header.getName())) {
        return header.getValue();
      }
    }
    return null;
  }

  private static final class RequestHeaders extends HeaderReader<Request> {
    static final RequestHeaders READER = new RequestHeaders();

    @Override
    public @Nullable String get(@Nullable Request request, String name) {
      String value = request == null ? null : header(request.getHeaders(), name);
      return value == null && name.equals("Content-Type") ? type(CONTENT.read(request)) : value;
    }

    /** The content knows its type before the request does; since Jetty 10 it is of another type. */
    private static @Nullable String type(@Nullable Object content) {
      if (content instanceof ContentProvider.Typed) {
        return ((ContentProvider.Typed) content).getContentType();
      }
      return content != null && content.getClass().getName().startsWith(CONTENTS)
          ? (String) TYPE.read(content)
          : null;
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
                  && header(response.getHeaders(), "Content-Encoding") != null)
          ? null
          : header(response.getHeaders(), name);
    }
  }

  private enum Setter implements TextMapSetter<Request> {
    SETTER;

    @Override
    public void set(@Nullable Request request, String name, String value) {
      if (request != null) {
        request.header(name, null).header(name, value);
      }
    }
  }
}
