/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** The servlet API under {@code jakarta}: Servlet 5 and 6. */
final class JakartaServlets
    extends ServletApi<HttpServletRequest, HttpServletResponse, HttpServlet> {
  static final JakartaServlets API = new JakartaServlets();

  private JakartaServlets() {}

  /** A request comes to a servlet. */
  static @Nullable Turn service(HttpServlet servlet, Object request) {
    Turn turn = filter(request);
    if (request instanceof HttpServletRequest) {
      API.served(servlet, (HttpServletRequest) request);
    }
    return turn;
  }

  /** A request comes to a filter. */
  static @Nullable Turn filter(Object request) {
    return request instanceof HttpServletRequest ? API.enter((HttpServletRequest) request) : null;
  }

  /** A request leaves the servlet or filter that it came to first. */
  static void leave(Turn turn, Object request, Object response, @Nullable Throwable thrown) {
    API.exit(turn, (HttpServletRequest) request, (HttpServletResponse) response, thrown);
  }

  /** A request leaves a filter that was not the first it came to. */
  static void passed(Object request) {
    if (request instanceof HttpServletRequest) {
      API.filtered((HttpServletRequest) request);
    }
  }

  /** A dispatcher servlet of Spring MVC knows its handlers. */
  static void dispatcher(Object servlet) {
    API.initialised((HttpServlet) servlet);
  }

  @Override
  HttpServletRequest unwrapped(HttpServletRequest request) {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper) {
      own = ((ServletRequestWrapper) own).getRequest();
    }
    return own instanceof HttpServletRequest ? (HttpServletRequest) own : request;
  }

  @Override
  String dispatch(HttpServletRequest request) {
    return String.valueOf(request.getDispatcherType());
  }

  @Override
  Object application(HttpServletRequest request) {
    return request.getServletContext();
  }

  @Override
  @Nullable Object applicationOf(HttpServlet servlet) {
    return servlet.getServletContext();
  }

  @Override
  HttpServletRequest question(HttpServletRequest request) {
    return new JakartaQuestion(request);
  }

  @Override
  @Nullable Object attribute(HttpServletRequest request, String name) {
    return request.getAttribute(name);
  }

  @Override
  String contextPath(HttpServletRequest request) {
    return request.getContextPath();
  }

  @Override
  String servletPath(HttpServletRequest request) {
    return request.getServletPath();
  }

  @Override
  @Nullable String pathInfo(HttpServletRequest request) {
    return request.getPathInfo();
  }

  @Override
  boolean isAsyncStarted(HttpServletRequest request) {
    return request.isAsyncStarted();
  }

  @Override
  void listen(HttpServletRequest request, Completion completion) {
    request.getAsyncContext().addListener(new Listener(completion));
  }

  @Override
  @Nullable String responseHeader(HttpServletResponse response, String name) {
    return response.getHeader(name);
  }

  @Override
  int status(HttpServletResponse response) {
    return response.getStatus();
  }

  @Override
  Mappings mappings(HttpServlet servlet) {
    ServletConfig config = servlet.getServletConfig();
    ServletRegistration registration = null;
    if (config != null) {
      try {
        registration = config.getServletContext().getServletRegistration(config.getServletName());
      } catch (UnsupportedOperationException e) {
        // Some contexts tell nothing.
      }
    }
    return new Mappings(
        registration == null ? Collections.<String>emptyList() : registration.getMappings());
  }

  @Override
  @Nullable String method(HttpServletRequest request) {
    return request.getMethod();
  }

  @Override
  @Nullable String path(HttpServletRequest request) {
    return request.getRequestURI();
  }

  @Override
  @Nullable String scheme(HttpServletRequest request) {
    return request.getScheme();
  }

  @Override
  @Nullable String serverAddress(HttpServletRequest request) {
    return request.getServerName();
  }

  @Override
  int serverPort(HttpServletRequest request) {
    return request.getServerPort();
  }

  @Override
  @Nullable String peerAddress(HttpServletRequest request) {
    return request.getRemoteAddr();
  }

  @Override
  @Nullable String header(HttpServletRequest request, String name) {
    return request.getHeader(name);
  }

  private static final class Listener implements AsyncListener {
    private final ServletApi<HttpServletRequest, HttpServletResponse, HttpServlet>.Completion
        completion;

    Listener(
        ServletApi<HttpServletRequest, HttpServletResponse, HttpServlet>.Completion completion) {
      this.completion = completion;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      completion.completed();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {
      completion.failed(event.getThrowable());
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
