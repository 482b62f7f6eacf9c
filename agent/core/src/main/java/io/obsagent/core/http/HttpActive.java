/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests that are being served by route and method, as long as a rule asks for that. A
 * request counts without a route until it has one, which it keeps to its end. Thread-safe.
 */
public final class HttpActive {
  private static final int MOST = 1000;
  private static final String OTHER = "_other";
  private static final Cell IDLE = new Cell(null, null);
  private static final ConcurrentHashMap<String, ConcurrentHashMap<String, Cell>> CELLS =
      new ConcurrentHashMap<>();

  private static volatile boolean watched;
  private static int cells;

  private HttpActive() {}

  /** Says whether any rule asks; requests that began before that stay out of it. */
  public static void watch(boolean asked) {
    if (asked) {
      Observations.HTTP_ACTIVE.put(IDLE, IDLE);
    }
    watched = asked;
  }

  /** A request begins to be served. */
  public static void begin(Operation request) {
    if (watched) {
      Cell cell = cell(request);
      cell.requests.increment();
      request.set(HttpServer.ACTIVE, new AtomicReference<>(cell));
    }
  }

  /** Its route is known. */
  public static void route(Operation request) {
    AtomicReference<@Nullable Cell> place = place(request);
    if (place != null) {
      Cell next = cell(request);
      Cell before = place.get();
      if (before != null && before != next && place.compareAndSet(before, next)) {
        before.requests.decrement();
        next.requests.increment();
      }
    }
  }

  /** It has been served. */
  public static void end(Operation request) {
    AtomicReference<@Nullable Cell> place = place(request);
    Cell last = place == null ? null : place.getAndSet(null);
    if (last != null) {
      last.requests.decrement();
    }
  }

  @SuppressWarnings("unchecked")
  private static @Nullable AtomicReference<@Nullable Cell> place(Operation request) {
    return (AtomicReference<@Nullable Cell>) request.get(HttpServer.ACTIVE);
  }

  private static Cell cell(Operation request) {
    String route = (String) request.get(HttpServer.ROUTE);
    String method = String.valueOf(request.get(HttpServer.METHOD));
    ConcurrentHashMap<String, Cell> ofRoute = CELLS.get(route == null ? "" : route);
    Cell cell = ofRoute == null ? null : ofRoute.get(method);
    return cell == null ? made(route, method) : cell;
  }

  private static synchronized Cell made(@Nullable String route, String method) {
    boolean full = cells >= MOST;
    String name = full ? OTHER : route;
    String key = name == null ? "" : name;
    ConcurrentHashMap<String, Cell> ofRoute = CELLS.get(key);
    if (ofRoute == null) {
      ofRoute = new ConcurrentHashMap<>();
      CELLS.put(key, ofRoute);
    }
    Cell cell = ofRoute.get(method);
    if (cell == null) {
      cell = new Cell(name, method);
      ofRoute.put(method, cell);
      cells++;
      Observations.HTTP_ACTIVE.put(cell, cell);
    }
    return cell;
  }

  /** The requests of one route and method. */
  private static final class Cell implements Observed {
    private final @Nullable String route;
    private final @Nullable String method;
    private final LongAdder requests = new LongAdder();

    Cell(@Nullable String route, @Nullable String method) {
      this.route = route;
      this.method = method;
    }

    @Override
    public @Nullable Object read(String field) {
      switch (field) {
        case "route":
          return route;
        case "method":
          return method;
        default:
          return requests.sum();
      }
    }
  }
}
