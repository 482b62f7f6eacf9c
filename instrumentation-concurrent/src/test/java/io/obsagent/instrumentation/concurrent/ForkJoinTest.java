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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.extension.RegisterExtension;

@InProcessOnly
class ForkJoinTest {
  @RegisterExtension static final Agent agent = Agent.with(new ForkJoinInstrumentation());

  private final ForkJoinPool pool = new ForkJoinPool(4);

  @AfterEach
  void stop() throws Exception {
    pool.shutdownNow();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static ForkJoinTask<Object> task() {
    return new RecursiveTask<Object>() {
      @Override
      protected Object compute() {
        return seen();
      }
    };
  }

  @Test
  void tasksHaveWhatWasCurrentWhereTheyWereSubmitted() throws Exception {
    Callable<Object> callable = Carried::seen;
    List<Object> noted = Collections.synchronizedList(new ArrayList<>());
    Runnable note = () -> noted.add(seen());
    assertThat(with("a", () -> pool.submit(callable)).get()).isEqualTo("a");
    assertThat(with("b", () -> pool.submit(task())).get()).isEqualTo("b");
    assertThat(with("c", () -> pool.invoke(task()))).isEqualTo("c");
    with("d", () -> pool.submit(note)).get();
    with("e", () -> pool.submit(note, "done")).get();
    CountDownLatch ran = new CountDownLatch(2);
    with(
        "f",
        () -> {
          pool.execute(
              () -> {
                note.run();
                ran.countDown();
              });
          pool.execute(ForkJoinTask.adapt(ran::countDown));
          return null;
        });
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(noted).containsExactly("d", "e", "f");
    for (Future<Object> result :
        with("g", () -> pool.invokeAll(Collections.nCopies(3, callable)))) {
      assertThat(result.get()).isEqualTo("g");
    }
  }

  @Test
  void aForkedTaskHasWhatIsCurrentInTheTaskThatForksIt() {
    assertThat(pool.invoke(new Sum("a", 10))).isEqualTo(1024);
  }

  /** Counts the leaves that saw what the root had made current. */
  private static final class Sum extends RecursiveTask<Integer> {
    private final Object expected;
    private final int depth;

    Sum(Object expected, int depth) {
      this.expected = expected;
      this.depth = depth;
    }

    @Override
    protected Integer compute() {
      try {
        return depth == 10 ? with(expected, this::split) : split();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private Integer split() {
      if (depth == 0) {
        return expected.equals(seen()) ? 1 : 0;
      }
      Sum left = new Sum(expected, depth - 1);
      Sum right = new Sum(expected, depth - 1);
      left.fork();
      return right.compute() + left.join();
    }
  }

  @Test
  void aParallelStreamHasWhatIsCurrent() throws Exception {
    Set<Object> all = ConcurrentHashMap.newKeySet();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Callable<Object> stream =
        () -> {
          IntStream.range(0, 1000)
              .parallel()
              .forEach(
                  i -> {
                    threads.add(Thread.currentThread());
                    all.add(String.valueOf(seen()));
                    Thread.yield();
                  });
          return null;
        };
    with("a", () -> pool.submit(stream).get());
    with("a", stream);
    assertThat(all).containsExactly("a");
    assertThat(threads).hasSizeGreaterThan(1);
  }

  @Test
  void aWorkerHasNothingAfterATaskOfSomebody() throws Exception {
    ForkJoinPool single = new ForkJoinPool(1);
    try {
      Callable<Object> thrower =
          () -> {
            throw new IllegalStateException("thrown");
          };
      ForkJoinTask<Object> failed = with("a", () -> single.submit(thrower));
      failed.quietlyJoin();
      assertThat(failed.isCompletedAbnormally()).isTrue();
      Callable<Object> look = Carried::seen;
      assertThat(single.submit(look).get()).isNull();
      assertThat(with("b", () -> single.submit(look)).get()).isEqualTo("b");
      assertThat(single.submit(look).get()).isNull();
    } finally {
      single.shutdownNow();
    }
  }

  @Test
  void aTaskThatRanKeepsNothingAlive() throws Exception {
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    WeakReference<Object> carried =
        withGarbage(
            () -> {
              ForkJoinTask<?> task = pool.submit(() -> {});
              task.get();
              tasks.add(task);
            });
    assertThat(isCollected(carried)).isTrue();
    assertThat(tasks).hasSize(1);
  }

  @Test
  @EnabledForJreRange(minVersion = 25)
  void aDelayedTaskHasWhatWasCurrentAndAPeriodicOneNothing() throws Exception {
    ScheduledExecutorService timer = (ScheduledExecutorService) (Object) pool;
    Callable<Object> look = Carried::seen;
    assertThat(with("a", () -> timer.schedule(look, 1, TimeUnit.MILLISECONDS)).get())
        .isEqualTo("a");
    CountDownLatch ran = new CountDownLatch(3);
    Set<Object> all = ConcurrentHashMap.newKeySet();
    ScheduledFuture<?> periodic =
        with(
            "b",
            () ->
                timer.scheduleAtFixedRate(
                    () -> {
                      all.add(String.valueOf(seen()));
                      ran.countDown();
                    },
                    0,
                    1,
                    TimeUnit.MILLISECONDS));
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    periodic.cancel(false);
    assertThat(all).containsExactly("null");
  }
}
