/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.method.PathStep;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.net.URI;
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
 * of its listeners, which hear of the response that the application gets. Used by one thread at a
 * time, but for an end that comes at once with another, of which the first counts.
 */
final class JettyCall implements Response.HeadersListener, Response.CompleteListener {
  /** By each request that is sent for a call. */
  static final State<JettyCall> CALLS = new State<>();

  /** The package of Jetty's own kinds of content. */
  private static final String CONTENTS = "org.eclipse.jetty.client.util.";

  private static final PathStep CONTENT = new PathStep("content");
  private static final PathStep TYPE = new PathStep("contentType");

  private final Context caller = Context.current();

  /** Null where the request is part of another operation, and after the end. */
  private @Nullable Exchange exchange;

  private @Nullable BodyTap tap;

  private JettyCall() {}

  /**
   * A request is about to be queued.
   *
   * @param listeners of its response, to which the call is added
   * @return null when it is sent again for a call that began before
   */
  static @Nullable JettyCall send(Request request, List<Response.ResponseListener> listeners) {
    JettyCall known = CALLS.get(request);
    if (known != null) {
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
        Exchange.start(
            request.getMethod(),
            request.getScheme(),
            request.getHost(),
            request.getPort(),
            request.getPath());
    if (started == null) {
      return;
    }
    exchange = started;
    URI uri = request.getURI();
    if (uri != null) {
      started.url(uri.toString());
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
    return call == null ? null : call.caller.makeCurrent();
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

  /** Ends the call; it failed unless that is null. */
  void end(@Nullable Throwable failure) {
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
