/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Operation;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Requests of Jetty 12 and their operations. */
final class Jetty12Exchange extends RequestReader<Request> {
  private static final Jetty12Exchange READER = new Jetty12Exchange();
  private static final State<Operation> OPERATIONS = new State<>();

  private static final ResponseReader<HttpFields> RESPONSES = new Responses();

  private Jetty12Exchange() {}

  private static final class Responses extends ResponseReader<HttpFields> {
    @Override
    @Nullable String header(HttpFields headers, String name) {
      return headers.get(name);
    }
  }

  /** Starts the operation of a request; it will end with the request's stream. */
  static void start(Request request) {
    Operation operation = ServedRequest.start(request, READER);
    ServedRequest.target(operation, request, READER);
    OPERATIONS.set(request, operation);
    request.addHttpStreamWrapper(new Completion(operation));
  }

  /** Tells what the application has read of a request's body; the chunk stays as it is. */
  static void read(Request request, Content.@Nullable Chunk chunk) {
    HttpCapture capture = chunk == null ? null : HttpCapture.served(OPERATIONS.get(request));
    if (capture != null && chunk != null && capture.readsRequest()) {
      capture.requestBody(chunk.getByteBuffer());
      if (chunk.isLast() && chunk.getFailure() == null) {
        capture.requestEnd();
      }
    }
  }

  /** The operation of a request as the server made it; null for none. */
  static @Nullable Operation operation(@Nullable Request request) {
    return request == null ? null : OPERATIONS.get(request);
  }

  /** Begins the turn in which the server handles the request, whoever wrapped it meanwhile. */
  static @Nullable Turn enter(Request request) {
    return Turn.resume(OPERATIONS.get(Request.unWrap(request)));
  }

  private static final class Completion implements Function<HttpStream, HttpStream> {
    private final Operation operation;

    Completion(Operation operation) {
      this.operation = operation;
    }

    @Override
    public HttpStream apply(HttpStream stream) {
      return new ObservedStream(stream, operation);
    }
  }

  private static final class ObservedStream extends HttpStream.Wrapper {
    private final Operation operation;
    private volatile int status;

    ObservedStream(HttpStream stream, Operation operation) {
      super(stream);
      this.operation = operation;
    }

    @Override
    public void send(
        MetaData.Request request,
        MetaData.@Nullable Response response,
        boolean last,
        @Nullable ByteBuffer content,
        Callback callback) {
      if (response != null) {
        status = response.getStatus();
        if (status >= 200) {
          ServedRequest.responded(operation, response.getHttpFields(), RESPONSES);
        }
      }
      HttpCapture capture = HttpCapture.served(operation);
      if (capture != null && content != null) {
        capture.responseBody(content);
      }
      super.send(request, response, last, content, callback);
    }

    @Override
    public void succeeded() {
      ServedRequest.end(operation, status);
      super.succeeded();
    }

    @Override
    public void failed(Throwable failure) {
      ServedRequest.failed(operation, failure);
      ServedRequest.end(operation, status);
      super.failed(failure);
    }
  }

  @Override
  @Nullable String method(Request request) {
    return request.getMethod();
  }

  @Override
  @Nullable String path(Request request) {
    return request.getHttpURI().getPath();
  }

  @Override
  @Nullable String scheme(Request request) {
    return request.getHttpURI().getScheme();
  }

  @Override
  @Nullable String serverAddress(Request request) {
    return Request.getServerName(request);
  }

  @Override
  int serverPort(Request request) {
    return Request.getServerPort(request);
  }

  @Override
  @Nullable String peerAddress(Request request) {
    return Request.getRemoteAddr(request);
  }

  @Override
  @Nullable String header(Request request, String name) {
    return request.getHeaders().get(name);
  }
}
