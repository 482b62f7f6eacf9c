/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.shop;

import com.google.common.util.concurrent.ListenableFuture;
import java.lang.reflect.InvocationTargetException;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Methods of every kind. */
public class Shop implements Processor<Request> {
  private final String city = "Oslo";

  /** Takes a request. */
  public String process(Request request) {
    return "done " + request;
  }

  /** Calls its overload. */
  public String create(String name) {
    return create(name, 2);
  }

  /** The overload. */
  public String create(String name, int count) {
    return name + count;
  }

  /** Calls itself. */
  public int factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  @Override
  public String handle(Request input) {
    return "handled";
  }

  /** Not what the interface declares. */
  public String handle(int other) {
    return "other";
  }

  /** Of no object. */
  public static long add(long a, double b) {
    return a + (long) b;
  }

  /** Fails in a way. */
  public void fail(String how) throws Exception {
    switch (how) {
      case "wrapped":
        throw new ExecutionException(
            new InvocationTargetException(new IllegalArgumentException("no")));
      case "canceled":
        throw new CancellationException();
      case "late":
        throw new TimeoutException();
      default:
        throw new IllegalStateException(how);
    }
  }

  /** Completes later. */
  public CompletableFuture<String> later(CompletableFuture<String> when) {
    return when.thenApply(value -> value + "!");
  }

  /** Completes later, in Guava's way. */
  public ListenableFuture<String> listenable(ListenableFuture<String> when) {
    return when;
  }

  /** Completes when somebody subscribes. */
  public Mono<String> mono(Mono<String> when) {
    return when;
  }

  /** Completes when somebody subscribes. */
  public Flux<String> flux(Flux<String> when) {
    return when;
  }

  /** Says nothing of what it is. */
  public Future<String> some(Future<String> when) {
    return when;
  }

  /** A map whose reading calls woven code. */
  public Map<String, String> loud() {
    return new AbstractMap<>() {
      @Override
      public String get(Object key) {
        return create("loud");
      }

      @Override
      public Set<Entry<String, String>> entrySet() {
        return Collections.emptySet();
      }
    };
  }

  /** Takes a map. */
  public void order(Map<String, String> order) {
    order.size();
  }

  /** Has a private name of the platform. */
  public void platform(HashMap<String, String> map) {
    map.size();
  }

  /** Makes a lambda. */
  public Processor<Request> lambda(String around) {
    return input -> around + input;
  }

  /** Has an annotation. */
  @Counted
  public void counted() {}

  /** Has none. */
  public String uncounted() {
    return city;
  }
}
