/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servlet API, of which there are two: the same types under {@code javax} and {@code jakarta}.
 * Tells routes, and serves as the server's side where the container is not one that has an
 * instrumentation of its own. Thread-safe.
 *
 * @param <Q> its type of HTTP request
 * @param <P> its type of HTTP response
 * @param <S> its type of HTTP servlet
 */
abstract class ServletApi<Q, P, S> extends RequestReader<Q> {
  /** By the container's own request, without wrappers, while it is asynchronous. */
  private final State<Operation> async = new State<>();

  private final State<Mappings> mappings = new State<>();

  /** By the web application. */
  private final State<List<SpringDispatcher>> dispatchers = new State<>();

  /** By the operation: present once frameworks had their say on its route. */
  private final State<Boolean> asked = new State<>();

  private final ResponseReader<P> responses = new Responses();

  /** The container's own request, without the application's wrappers around it. */
  abstract Q unwrapped(Q request);

  /** The name of the dispatcher's type: {@code REQUEST}, {@code ASYNC}, {@code FORWARD} … */
  abstract String dispatch(Q request);

  /** The web application that the request is for. */
  abstract Object application(Q request);

  /** The web application that the servlet is part of; null before it is initialised. */
  abstract @Nullable Object applicationOf(S servlet);

  /** The request for a framework that is only asked. */
  abstract Q question(Q request);

  abstract @Nullable Object attribute(Q request, String name);

  /** The path of the web application; empty for the root. */
  abstract String contextPath(Q request);

  /** The part of the path that the servlet's pattern matched. */
  abstract String servletPath(Q request);

  /** What follows the servlet's path; null when nothing does. */
  abstract @Nullable String pathInfo(Q request);

  /** Whether the request became asynchronous in this turn. */
  abstract boolean isAsyncStarted(Q request);

  /**
   * Has {@link Completion} called as the asynchronous request goes on.
   *
   * @throws IllegalStateException when it completed meanwhile
   */
  abstract void listen(Q request, Completion completion);

  /** The first value of a header of the response; null when there is none. */
  abstract @Nullable String responseHeader(P response, String name);

  private final class Responses extends ResponseReader<P> {
    @Override
    @Nullable String header(P response, String name) {
      return responseHeader(response, name);
    }
  }

  /** The response's status. */
  abstract int status(P response);

  /** The patterns of a servlet; none when they are not to be known. */
  abstract Mappings mappings(S servlet);

  /**
   * Says that a request comes to a servlet, whose pattern is its route unless a framework knows
   * better.
   */
  final void served(S servlet, Q request) {
    Operation operation = Operation.current(HttpServer.TYPE);
    if (operation != null
        && operation.get(HttpServer.ROUTE) == null
        && !isIncludeOrError(dispatch(request))) {
      Mappings known = mappings.get(servlet);
      if (known == null) {
        known = mappings(servlet);
        mappings.set(servlet, known);
      }
      String route = known.route(contextPath(request), servletPath(request), pathInfo(request));
      if (route != null) {
        ServedRequest.route(operation, route);
      }
    }
  }

  /**
   * Says which pattern of a framework the request matched. The first one stands: not that of a page
   * it is forwarded to, and never that of an error page.
   *
   * @param pattern relative to the servlet's path, if that ends in a prefix
   */
  final void matched(Q request, String pattern) {
    Operation operation = Operation.current(HttpServer.TYPE);
    String dispatch = operation == null ? "" : dispatch(request);
    if (operation != null
        && (dispatch.equals("REQUEST") || operation.get(HttpServer.ROUTE) == null)
        && !isIncludeOrError(dispatch)) {
      String base = Mappings.joined(contextPath(request), prefix(request, pattern));
      String route = Mappings.joined(base, pattern);
      ServedRequest.route(operation, route.isEmpty() ? "/" : route);
    }
  }

  /** Says that a framework has no route for the request. */
  final void unmatched() {
    Operation operation = Operation.current(HttpServer.TYPE);
    if (operation != null && operation.get(HttpServer.ROUTE) == null) {
      asked.set(operation, Boolean.TRUE);
    }
  }

  /**
   * Says that a dispatcher servlet of Spring MVC knows its handlers, perhaps not for the first
   * time.
   */
  final void initialised(S dispatcher) {
    Object application = applicationOf(dispatcher);
    if (application == null) {
      return;
    }
    List<SpringDispatcher> all = new ArrayList<>();
    all.add(new SpringDispatcher(dispatcher, mappings(dispatcher)));
    List<SpringDispatcher> known = dispatchers.get(application);
    if (known != null) {
      for (SpringDispatcher other : known) {
        if (!other.isGone() && !other.is(dispatcher)) {
          all.add(other);
        }
      }
    }
    dispatchers.set(application, all);
  }

  /**
   * Says that a request leaves a filter. One that never came further has the route that it would
   * have taken.
   */
  final void filtered(Q request) {
    Operation operation = Operation.current(HttpServer.TYPE);
    if (operation == null
        || operation.get(HttpServer.ROUTE) != null
        || asked.get(operation) != null
        || !dispatch(request).equals("REQUEST")
        || isAsyncStarted(request)) {
      return;
    }
    List<SpringDispatcher> known = dispatchers.get(application(request));
    if (known == null) {
      return;
    }
    for (SpringDispatcher dispatcher : known) {
      if (dispatcher.serves(contextPath(request), servletPath(request), pathInfo(request))) {
        asked.set(operation, Boolean.TRUE);
        Q question = question(request);
        dispatcher.ask(question);
        Object pattern = attribute(question, SpringDispatcher.PATTERN);
        if (pattern != null) {
          matched(request, pattern.toString());
          return;
        }
      }
    }
  }

  private static boolean isIncludeOrError(String dispatch) {
    return dispatch.equals("ERROR") || dispatch.equals("INCLUDE");
  }

  /**
   * The servlet's path where its pattern is a prefix, unless the framework's pattern has it too.
   */
  private String prefix(Q request, String pattern) {
    String rest = pathInfo(request);
    if (rest == null) {
      return "";
    }
    String prefix = servletPath(request);
    return pattern.startsWith(prefix) && !rest.startsWith(prefix) ? "" : prefix;
  }

  /** Begins a turn of a request; null where its operation is current already. */
  final @Nullable Turn enter(Q request) {
    if (Operation.current(HttpServer.TYPE) != null) {
      return null;
    }
    String dispatch = dispatch(request);
    if (dispatch.equals("ASYNC")) {
      return Turn.resume(async.get(unwrapped(request)));
    }
    if (!dispatch.equals("REQUEST")) {
      return null;
    }
    Operation operation = ServedRequest.start(request, this);
    ServedRequest.target(operation, request, this);
    return Turn.begin(operation);
  }

  /** Ends a turn, and the operation with the first one unless the request is asynchronous. */
  final void exit(Turn turn, Q request, P response, @Nullable Throwable thrown) {
    Operation operation = turn.operation;
    ServedRequest.failed(operation, thrown);
    filtered(request);
    turn.end();
    boolean later = async.get(unwrapped(request)) == operation;
    if (!later && !continues(operation, request, response)) {
      ServedRequest.responded(operation, response, responses);
      int status = status(response);
      // What the application throws, the container makes an error of only later.
      ServedRequest.end(operation, thrown != null && status < 400 ? 500 : status);
    }
  }

  private boolean continues(Operation operation, Q request, P response) {
    if (!isAsyncStarted(request)) {
      return false;
    }
    Q own = unwrapped(request);
    async.set(own, operation);
    try {
      listen(request, new Completion(operation, own, response));
      return true;
    } catch (IllegalStateException e) {
      async.remove(own);
      return false;
    }
  }

  /** What the container tells of an asynchronous request. */
  final class Completion {
    private final Operation operation;
    private final Q request;
    private final P response;

    private Completion(Operation operation, Q request, P response) {
      this.operation = operation;
      this.request = request;
      this.response = response;
    }

    void failed(@Nullable Throwable thrown) {
      ServedRequest.failed(operation, thrown);
    }

    void completed() {
      async.remove(request);
      ServedRequest.responded(operation, response, responses);
      ServedRequest.end(operation, status(response));
    }
  }
}
