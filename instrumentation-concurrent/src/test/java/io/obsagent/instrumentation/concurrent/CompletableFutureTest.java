/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import static io.obsagent.instrumentation.concurrent.Carried.isCollected;
import static io.obsagent.instrumentation.concurrent.Carried.seen;
import static io.obsagent.instrumentation.concurrent.Carried.with;
import static io.obsagent.instrumentation.concurrent.Carried.withGarbage;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@InProcessOnly
class CompletableFutureTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new ThreadPoolInstrumentation(),
          new ForkJoinInstrumentation(),
          new CompletableFutureInstrumentation());

  private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

  @AfterAll
  static void stop() {
    POOL.shutdownNow();
  }

  /** The default, the common pool, a pool, and executors that the agent does not know. */
  static Stream<Executor> executors() {
    return Stream.of(
        CompletableFuture.completedFuture("").defaultExecutor(),
        ForkJoinPool.commonPool()::execute,
        POOL::execute,
        task -> new Thread(task).start(),
        task -> POOL.execute(task::run),
        Runnable::run);
  }

  @ParameterizedTest
  @MethodSource("executors")
  void aFirstStageHasWhatIsCurrent(Executor executor) throws Exception {
    List<Object> noted = new ArrayList<>();
    assertThat(with("a", () -> CompletableFuture.supplyAsync(Carried::seen, executor)).get())
        .isEqualTo("a");
    with("b", () -> CompletableFuture.runAsync(() -> noted.add(seen()), executor)).get();
    assertThat(noted).containsExactly("b");
  }

  @ParameterizedTest
  @MethodSource("executors")
  void anAsynchronousStageHasWhatWasCurrentWhereItWasAskedFor(Executor executor) throws Exception {
    CompletableFuture<Object> late = new CompletableFuture<>();
    CompletableFuture<Object> other = new CompletableFuture<>();
    List<CompletableFuture<Object>> stages =
        with(
            "a",
            () ->
                List.of(
                    late.thenApplyAsync(done -> seen(), executor),
                    late.handleAsync((done, thrown) -> seen(), executor),
                    late.thenComposeAsync(
                        done -> CompletableFuture.completedFuture(seen()), executor),
                    late.thenCombineAsync(other, (x, y) -> seen(), executor),
                    late.applyToEitherAsync(other, done -> seen(), executor)));
    with("b", () -> late.complete("done"));
    other.complete("done");
    for (CompletableFuture<Object> stage : stages) {
      assertThat(stage.get(10, TimeUnit.SECONDS)).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void anAsynchronousStageAfterADoneOneHasWhatIsCurrent(Executor executor) throws Exception {
    CompletableFuture<Object> done = CompletableFuture.completedFuture("done");
    assertThat(with("a", () -> done.thenApplyAsync(x -> seen(), executor)).get()).isEqualTo("a");
    assertThat(with("b", () -> done.thenCombineAsync(done, (x, y) -> seen(), executor)).get())
        .isEqualTo("b");
    assertThat(done.thenApplyAsync(x -> seen(), executor).get()).isNull();
  }

  @Test
  void aChainKeepsIt() throws Exception {
    assertThat(
            with(
                    "a",
                    () ->
                        CompletableFuture.supplyAsync(Carried::seen)
                            .thenApplyAsync(first -> first + "" + seen())
                            .thenComposeAsync(
                                so -> CompletableFuture.supplyAsync(() -> so + "" + seen(), POOL)))
                .get())
        .isEqualTo("aaa");
  }

  @Test
  void aDelayedStageHasWhatIsCurrent() throws Exception {
    Executor soon = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);
    assertThat(with("a", () -> CompletableFuture.supplyAsync(Carried::seen, soon)).get())
        .isEqualTo("a");
  }

  @Test
  void aThreadOfAPoolHasNothingAfterAStage() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    try {
      with("a", () -> CompletableFuture.runAsync(() -> {}, single)).get();
      assertThat(single.submit(Carried::seen).get()).isNull();
    } finally {
      single.shutdownNow();
    }
  }

  @Test
  void aDoneStageKeepsNothingAlive() throws Exception {
    List<CompletableFuture<?>> stages = new ArrayList<>();
    WeakReference<Object> carried =
        withGarbage(
            () -> {
              CompletableFuture<Object> stage =
                  CompletableFuture.supplyAsync(() -> "x", POOL).thenApplyAsync(x -> x, POOL);
              stage.get();
              stages.add(stage);
            });
    POOL.submit(() -> {}).get();
    POOL.submit(() -> {}).get();
    assertThat(isCollected(carried)).isTrue();
    assertThat(stages).hasSize(1);
  }
}
