/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import com.sun.management.ThreadMXBean;
import io.obsagent.core.catalogue.LiveRules;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.vocabulary.HttpServer;
import io.opentelemetry.context.Context;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * Records requests that have ended, as the built-in catalogue does or as one would by hand, and
 * prints {@code ready NANOS BYTES}, for one request: thread CPU, allocation. The same two metrics:
 * how many there were, by method, route and status, and how long they took, by method and route.
 */
public final class RecordingLoop {
  private static final int WARM = 5_000_000;
  private static final int COUNTED = 20_000_000;
  private static final long DURATION_NANOS = 3_000_000;
  private static final String[] ROUTES = {"/orders", "/orders/{id}", "/carts/{id}", "/ping"};

  private RecordingLoop() {}

  /** {@code catalogue} or {@code hand}. */
  public static void main(String[] arguments) {
    Operations.ready(null);
    boolean catalogue = arguments[0].equals("catalogue");
    if (catalogue) {
      LiveRules.load(List.of(), List.of()).install();
    }
    Operation[] requests = new Operation[ROUTES.length];
    for (int i = 0; i < requests.length; i++) {
      requests[i] =
          Operation.startDetached(HttpServer.TYPE, Context.root())
              .set(HttpServer.METHOD, "GET")
              .set(HttpServer.ROUTE, ROUTES[i])
              .set(HttpServer.STATUS, 200);
      requests[i].end(DURATION_NANOS);
    }
    ByHand byHand = new ByHand();
    run(catalogue, requests, byHand, WARM);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long cpu = threads.getCurrentThreadCpuTime();
    long bytes = threads.getThreadAllocatedBytes(id);
    run(catalogue, requests, byHand, COUNTED);
    double nanos = (double) (threads.getCurrentThreadCpuTime() - cpu) / COUNTED;
    double allocated = (double) (threads.getThreadAllocatedBytes(id) - bytes) / COUNTED;
    System.out.println("ready " + nanos + " " + allocated);
    System.exit(0);
  }

  private static void run(boolean catalogue, Operation[] requests, ByHand byHand, int count) {
    for (int i = 0; i < count; i++) {
      Operation request = requests[i & 3];
      if (catalogue) {
        HttpServer.TYPE.record(request, DURATION_NANOS);
      } else {
        byHand.record(request, DURATION_NANOS);
      }
    }
  }

  private static final class ByHand {
    private static final double[] BOUNDS = {
      0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };

    private record Served(String method, String route, long status) {}

    private record Taken(String method, String route) {}

    private static final class Histogram {
      final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
      final DoubleAdder sum = new DoubleAdder();

      Histogram() {
        for (int i = 0; i < buckets.length; i++) {
          buckets[i] = new LongAdder();
        }
      }

      void add(double seconds) {
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
          bucket++;
        }
        buckets[bucket].increment();
        sum.add(seconds);
      }
    }

    private final ConcurrentHashMap<Served, LongAdder> served = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Taken, Histogram> taken = new ConcurrentHashMap<>();

    void record(Operation request, long nanos) {
      String method = (String) request.get(HttpServer.METHOD);
      String route = (String) request.get(HttpServer.ROUTE);
      long status = (Long) request.get(HttpServer.STATUS);
      served.computeIfAbsent(new Served(method, route, status), key -> new LongAdder()).increment();
      taken.computeIfAbsent(new Taken(method, route), key -> new Histogram()).add(nanos / 1e9);
    }
  }
}
