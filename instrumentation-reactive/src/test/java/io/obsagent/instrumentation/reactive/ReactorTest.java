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
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
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

  /** A publisher of a library that knows nothing of Reactor; it emits one value elsewhere. */
  private static final class Other implements Publisher<Integer> {
    @Override
    public void subscribe(Subscriber<? super Integer> subscriber) {
      subscriber.onSubscribe(
          new Subscription() {
            private final AtomicBoolean begun = new AtomicBoolean();

            @Override
            public void request(long n) {
              if (begun.compareAndSet(false, true)) {
                elsewhere(
                    () -> {
                      subscriber.onNext(1);
                      subscriber.onComplete();
                    });
              }
            }

            @Override
            public void cancel() {}
          });
    }
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
    assertIsChild(Flux.from(new Other()).next().map(ReactorTest::work));
  }

  @Test
  void aPublisherOfTheJdkIsSeenByTheParent() throws Exception {
    Flow.Publisher<Integer> publisher = FlowAdapters.toFlowPublisher(new Other());
    assertIsChild(JdkFlowAdapter.flowPublisherToFlux(publisher).next().map(ReactorTest::work));
  }

  static List<Function<Publisher<Integer>, Publisher<Integer>>> subscribing() {
    return List.of(
        p -> Flux.just(1).flatMap(x -> p),
        p -> Flux.just(1, 2).concatMap(x -> p),
        p -> Flux.just(1).switchMap(x -> p),
        p -> Mono.just(1).flatMapMany(x -> p),
        p -> Flux.merge(p, Flux.never()),
        p -> Flux.concat(p, Flux.never()),
        p -> Flux.zip(p, Flux.just(1), (a, b) -> a),
        p -> Flux.combineLatest(p, Flux.just(1), (a, b) -> a),
        p -> Flux.error(new IllegalStateException()).onErrorResume(x -> p).cast(Integer.class),
        p -> Flux.<Integer>empty().switchIfEmpty(p),
        p -> Mono.just(1).delayUntil(x -> p),
        p -> Flux.firstWithValue(p, Flux.never()),
        p -> Flux.defer(() -> p),
        p -> Flux.using(() -> 1, x -> p, x -> {}),
        p -> Flux.usingWhen(Mono.just(1), x -> p, x -> Mono.empty()),
        p -> Flux.<Integer>never().takeUntilOther(p).defaultIfEmpty(1),
        p -> Flux.<Integer>never().timeout(p, x -> p, Flux.just(1)),
        p -> Mono.ignoreElements(p).thenReturn(1),
        p -> Mono.when(p).thenReturn(1));
  }

  /** From 3.6 on, Reactor's operators make a Flux of such a publisher. */
  static boolean operatorsAdaptPublishers() {
    return Stream.of(Operators.class.getMethods())
        .anyMatch(method -> method.getName().equals("toFluxOrMono"));
  }

  @ParameterizedTest
  @MethodSource("subscribing")
  @EnabledIf("operatorsAdaptPublishers")
  void aPublisherThatAnOperatorSubscribesToIsSeenByTheParent(
      Function<Publisher<Integer>, Publisher<Integer>> operator) throws Exception {
    assertIsChild(Flux.from(operator.apply(new Other())).next().map(ReactorTest::work));
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
