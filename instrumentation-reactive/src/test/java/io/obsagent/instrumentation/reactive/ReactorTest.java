/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.testing.Agent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

class ReactorTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new ReactorInstrumentation(), new ThreadPoolInstrumentation());

  private static <T> T work(T value) {
    Agent.work("work").run();
    return value;
  }

  /** Code on a thread that knows nothing of the one that starts it. */
  private static void elsewhere(Runnable code) {
    new Thread(
            () -> {
              assertThat(Operation.current()).isNull();
              code.run();
              assertThat(Operation.current()).isNull();
            })
        .start();
  }

  private static void assertIsChild(Mono<?> chain) throws Exception {
    agent.root("request", () -> chain.block(Duration.ofSeconds(10)));
    assertThat(agent.trace(2)).isEqualTo("INTERNAL request\n  INTERNAL work");
  }

  @Test
  void operatorsOfAnotherSchedulerSeeTheParent() throws Exception {
    assertIsChild(Mono.just(1).publishOn(Schedulers.parallel()).map(ReactorTest::work));
  }

  @Test
  void aSourceSubscribedToElsewhereSeesTheParent() throws Exception {
    assertIsChild(Mono.fromCallable(() -> work(1)).subscribeOn(Schedulers.boundedElastic()));
  }

  @Test
  void whatFollowsADelaySeesTheParent() throws Exception {
    assertIsChild(
        Mono.just(1)
            .flatMap(one -> Mono.delay(Duration.ofMillis(5)))
            .flatMap(x -> Mono.just(x).publishOn(Schedulers.single()))
            .map(ReactorTest::work));
  }

  @Test
  void whatAnyThreadEmitsIsSeenByTheParent() throws Exception {
    assertIsChild(
        Mono.<Integer>create(sink -> elsewhere(() -> sink.success(1)))
            .publishOn(Schedulers.parallel())
            .map(ReactorTest::work));
  }

  @Test
  void theValuesOfAFluxAreSeenByTheParent() throws Exception {
    assertIsChild(
        Flux.<Integer>create(
                sink ->
                    elsewhere(
                        () -> {
                          sink.next(1);
                          sink.next(2);
                          sink.complete();
                        }))
            .filter(value -> value == 2)
            .flatMap(value -> Mono.just(work(value)))
            .then());
  }

  @Test
  void aFutureThatAnyThreadCompletesIsSeenByTheParent() throws Exception {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    assertIsChild(
        Mono.fromFuture(future)
            .doOnSubscribe(x -> elsewhere(() -> future.complete(1)))
            .map(ReactorTest::work));
  }

  @Test
  void aPublisherOfAnotherLibraryIsSeenByTheParent() throws Exception {
    Flux<Integer> other = Flux.create(sink -> elsewhere(() -> sink.next(1)));
    assertIsChild(Flux.from(other::subscribe).next().map(ReactorTest::work));
  }

  @Test
  void anErrorIsSeenByTheParent() throws Exception {
    assertIsChild(
        Mono.<Integer>create(sink -> elsewhere(() -> sink.error(new IllegalStateException())))
            .onErrorResume(error -> Mono.just(work(1))));
  }

  @Test
  void anIntervalIsSeenByTheParent() throws Exception {
    assertIsChild(Flux.interval(Duration.ofMillis(2)).next().map(ReactorTest::work));
  }

  @Test
  void aRetryIsSeenByTheParent() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    assertIsChild(
        Mono.defer(
                () ->
                    tries.incrementAndGet() == 1
                        ? Mono.error(new IllegalStateException())
                        : Mono.just(work(1)))
            .retryWhen(Retry.backoff(2, Duration.ofMillis(2))));
  }

  @Test
  void eachSubscriberOfASinkSeesItsOwnParent() throws Exception {
    Sinks.One<Integer> sink = Sinks.one();
    CompletableFuture<Integer> first =
        agent.root("first", () -> sink.asMono().map(ReactorTest::work).toFuture());
    CompletableFuture<Integer> second =
        agent.root("second", () -> sink.asMono().map(ReactorTest::work).toFuture());
    elsewhere(() -> sink.tryEmitValue(1));
    first.join();
    second.join();
    agent.spans(4);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL first\n  INTERNAL work", "INTERNAL second\n  INTERNAL work");
  }

  @Test
  void eachSubscriberOfACacheSeesItsOwnParent() throws Exception {
    Sinks.One<Integer> sink = Sinks.one();
    Mono<Integer> cached = sink.asMono().cache(Duration.ofMinutes(1));
    CompletableFuture<Integer> first =
        agent.root("first", () -> cached.map(ReactorTest::work).toFuture());
    CompletableFuture<Integer> second =
        agent.root("second", () -> cached.map(ReactorTest::work).toFuture());
    elsewhere(() -> sink.tryEmitValue(1));
    first.join();
    second.join();
    agent.spans(4);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL first\n  INTERNAL work", "INTERNAL second\n  INTERNAL work");
  }

  @Test
  void whereNothingIsCurrentNothingBecomesSo() {
    Flux<Integer> values =
        Flux.<Integer>create(
                sink -> {
                  sink.next(1);
                  sink.complete();
                })
            .doOnNext(value -> assertThat(Operation.current()).isNull());
    assertThat(values.collectList().block()).isEqualTo(List.of(1));
  }

  @Test
  void aSourceFusesAsItDoesWithout() throws Exception {
    Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
    for (int i = 0; i < 5; i++) {
      sink.tryEmitNext(i);
    }
    sink.tryEmitComplete();
    List<Integer> all =
        agent.root(
            "request", () -> sink.asFlux().publishOn(Schedulers.parallel()).collectList().block());
    assertThat(all).containsExactly(0, 1, 2, 3, 4);
  }
}
