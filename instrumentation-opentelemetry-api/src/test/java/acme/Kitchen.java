/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme;

import com.google.common.util.concurrent.SettableFuture;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.instrumentation.annotations.AddingSpanAttributes;
import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An application with annotated methods. */
public class Kitchen {
  @WithSpan
  public String cook(
      @SpanAttribute("dish") String dish, int ignored, @SpanAttribute("count") short count) {
    Agent.work("stir").run();
    return taste(dish + count);
  }

  @WithSpan(value = "taste it", kind = SpanKind.CLIENT)
  private static String taste(String dish) {
    return dish;
  }

  @WithSpan(inheritContext = false)
  public long alone(@SpanAttribute("long") long number, double other) {
    return number;
  }

  @WithSpan
  public void burn() {
    throw new IllegalArgumentException("smoke");
  }

  @WithSpan
  public CompletableFuture<String> later(CompletableFuture<String> result) {
    Agent.work("order").run();
    return result;
  }

  @WithSpan
  public Future<String> listenable(SettableFuture<String> result) {
    return result;
  }

  @WithSpan
  public Mono<String> one(Mono<String> result) {
    return result;
  }

  @WithSpan
  public Flux<String> many(Flux<String> results) {
    return results;
  }

  @AddingSpanAttributes
  public void note(@SpanAttribute("table") int table) {}

  /** A class within another. */
  public static class Cellar {
    @WithSpan
    public static void open() {}
  }
}
