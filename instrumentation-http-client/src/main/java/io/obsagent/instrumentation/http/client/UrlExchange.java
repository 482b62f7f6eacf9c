/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of one {@link HttpURLConnection}, over the several calls that make it up and that
 * call one another. Used by one thread at a time, as connections are.
 */
final class UrlExchange {
  private static final State<UrlExchange> EXCHANGES = new State<>();

  /** Null before the first call, and after one that failed. */
  private @Nullable Exchange exchange;

  private @Nullable Scope scope;
  private boolean inside;
  private boolean over;
  private int status;
  private @Nullable BodyTap tap;
  private @Nullable TappedInputStream body;
  private @Nullable SeenOutputStream sent;

  /**
   * Begins a call that may open the connection.
   *
   * @return null when there is nothing to do at its end
   */
  static @Nullable UrlExchange enter(HttpURLConnection connection) {
    UrlExchange known = EXCHANGES.get(connection);
    if (known == null) {
      known = new UrlExchange();
      EXCHANGES.set(connection, known);
      return known.begin(connection, true) ? known : null;
    }
    return known.enterAgain(connection) ? known : null;
  }

  /**
   * Starts the exchange.
   *
   * @param first whether the connection still takes headers; it does not once it tried to connect
   */
  private boolean begin(HttpURLConnection connection, boolean first) {
    Exchange started = start(connection);
    exchange = started;
    inside = started != null;
    over = started == null;
    if (started != null && first) {
      started.inject(connection, RequestProperties.SETTER);
    }
    return inside;
  }

  private static @Nullable Exchange start(HttpURLConnection connection) {
    URL url = connection.getURL();
    int port = url.getPort() >= 0 ? url.getPort() : url.getDefaultPort();
    String method = connection.getRequestMethod();
    // A connection that has a body to send turns its GET into a POST as it opens the body.
    boolean post = connection.getDoOutput() && method.equals("GET");
    Exchange exchange =
        Exchange.start(
            post ? "POST" : method, url.getProtocol(), url.getHost(), port, url.getPath());
    if (exchange != null) {
      exchange.url(url.toExternalForm()).request(connection, RequestHeaders.READER);
    }
    return exchange;
  }

  private boolean enterAgain(HttpURLConnection connection) {
    if (inside || over) {
      return false;
    }
    if (exchange == null) {
      return begin(connection, false);
    }
    inside = true;
    scope = exchange.enter();
    return true;
  }

  private void leave(Exchange exchange) {
    inside = false;
    if (scope != null) {
      scope.close();
      scope = null;
    } else {
      exchange.leave();
    }
  }

  /** Ends a call that does not wait for the response. After a failed one all begins anew. */
  void called(@Nullable Throwable thrown) {
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    leave(current);
    if (thrown != null) {
      exchange = null;
      current.failed(thrown);
      current.end();
    }
  }

  /** Ends the call that received the response, or failed to. */
  void received(HttpURLConnection connection, @Nullable Throwable thrown) {
    if (exchange == null) {
      return;
    }
    leave(exchange);
    over = true;
    exchange.method(connection.getRequestMethod());
    if (status > 0) {
      exchange.responded(status);
      exchange.response(connection, ResponseHeaders.READER);
    }
    if (thrown != null && status < 400) {
      exchange.failed(thrown);
    } else {
      tap = exchange.tap();
    }
    exchange.end();
  }

  /** Takes note of a status; the last one while the response is received is the exchange's. */
  static void learned(HttpURLConnection connection, int status) {
    UrlExchange known = EXCHANGES.get(connection);
    if (known != null && known.inside) {
      known.status = status;
    }
  }

  /** Ends an exchange that was given up, and a body that was not read to its end. */
  static void disconnected(HttpURLConnection connection) {
    UrlExchange known = EXCHANGES.get(connection);
    if (known == null || known.exchange == null || known.inside) {
      return;
    }
    if (!known.over) {
      known.over = true;
      known.exchange.canceled(null);
      known.exchange.end();
    }
    if (known.tap != null) {
      known.tap.end();
    }
  }

  /**
   * A body to give to the application in place of the connection's own; null when nobody watches.
   */
  static @Nullable InputStream tapped(HttpURLConnection connection, @Nullable InputStream body) {
    UrlExchange known = body == null ? null : EXCHANGES.get(connection);
    return known == null || known.tap == null || body == null
        ? null
        : known.tapped(known.tap, body);
  }

  private InputStream tapped(BodyTap tap, InputStream stream) {
    TappedInputStream wrapper = body;
    if (wrapper == null || !wrapper.wraps(stream)) {
      wrapper = new TappedInputStream(stream, tap);
      body = wrapper;
    }
    return wrapper;
  }

  /**
   * A body to give to the application for writing in place of the connection's own; null when
   * nobody looks.
   */
  static @Nullable OutputStream seen(HttpURLConnection connection, @Nullable OutputStream stream) {
    UrlExchange known = stream == null ? null : EXCHANGES.get(connection);
    HttpCapture capture =
        known == null || known.exchange == null ? null : known.exchange.requestBody();
    if (known == null || capture == null || stream == null) {
      return null;
    }
    SeenOutputStream wrapper = known.sent;
    if (wrapper == null || !wrapper.wraps(stream)) {
      wrapper = new SeenOutputStream(stream, capture);
      known.sent = wrapper;
    }
    return wrapper;
  }

  private static final class RequestHeaders extends HeaderReader<HttpURLConnection> {
    static final RequestHeaders READER = new RequestHeaders();

    /** Once connected it would throw. A body without a type is sent as a form. */
    @Override
    public @Nullable String get(@Nullable HttpURLConnection connection, String name) {
      try {
        String header = connection == null ? null : connection.getRequestProperty(name);
        return header == null
                && connection != null
                && connection.getDoOutput()
                && name.equals("Content-Type")
            ? "application/x-www-form-urlencoded"
            : header;
      } catch (IllegalStateException e) {
        return null;
      }
    }
  }

  private static final class ResponseHeaders extends HeaderReader<HttpURLConnection> {
    static final ResponseHeaders READER = new ResponseHeaders();

    @Override
    public @Nullable String get(@Nullable HttpURLConnection connection, String name) {
      return connection == null ? null : connection.getHeaderField(name);
    }
  }

  private enum RequestProperties implements TextMapSetter<HttpURLConnection> {
    SETTER;

    @Override
    public void set(@Nullable HttpURLConnection connection, String name, String value) {
      if (connection != null) {
        connection.setRequestProperty(name, value);
      }
    }
  }
}
