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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.context.Context;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InProcessOnly
class ThreadPoolTest {
  @RegisterExtension static final Agent agent = Agent.with(new ThreadPoolInstrumentation());

  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<ExecutorService> pools = new ArrayList<>();
  private ThreadPoolExecutor pool;

  @BeforeEach
  void start() {
    pool = pool(new LinkedBlockingQueue<>(), new ThreadPoolExecutor.AbortPolicy());
  }

  @AfterEach
  void stop() throws Exception {
    gate.countDown();
    for (ExecutorService one : pools) {
      one.shutdownNow();
      assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private ThreadPoolExecutor pool(
      BlockingQueue<Runnable> queue, RejectedExecutionHandler rejections) {
    return added(new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, queue, rejections));
  }

  private <T extends ExecutorService> T added(T pool) {
    pools.add(pool);
    return pool;
  }

  private void note() {
    Object value = seen();
    seen.add(value == null ? "nothing" : value);
  }

  private Object next() throws InterruptedException {
    Object next = seen.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a task ran").isNotNull();
    return next;
  }

  /** Keeps the pool's only thread busy until the gate opens. */
  private void occupy(ThreadPoolExecutor pool) throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    pool.execute(
        () -> {
          busy.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void execute(ExecutorService pool, Object carried, Runnable task)
      throws Exception {
    with(
        carried,
        () -> {
          pool.execute(task);
          return null;
        });
  }

  @Test
  void theFirstTaskOfAThreadHasWhatWasCurrent() throws Exception {
    execute(pool, "a", this::note);
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void aQueuedTaskHasWhatWasCurrent() throws Exception {
    occupy(pool);
    execute(pool, "a", this::note);
    gate.countDown();
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void submittedTasksHaveWhatWasCurrent() throws Exception {
    Callable<Object> task = Carried::seen;
    Runnable runnable = this::note;
    assertThat(with("a", () -> pool.submit(task)).get()).isEqualTo("a");
    with("b", () -> pool.submit(runnable)).get();
    assertThat(next()).isEqualTo("b");
    with("c", () -> pool.submit(runnable, "done")).get();
    assertThat(next()).isEqualTo("c");
  }

  @Test
  void tasksInvokedTogetherHaveWhatWasCurrent() throws Exception {
    List<Callable<Object>> tasks = Collections.nCopies(3, Carried::seen);
    for (Future<Object> result : with("a", () -> pool.invokeAll(tasks))) {
      assertThat(result.get()).isEqualTo("a");
    }
    assertThat(with("b", () -> pool.invokeAny(tasks))).isEqualTo("b");
  }

  @Test
  void aTaskOfNobodyHasNothing() throws Exception {
    execute(pool, "a", this::note);
    pool.execute(this::note);
    assertThat(next()).isEqualTo("a");
    assertThat(next()).isEqualTo("nothing");
  }

  @Test
  void whatATaskLeavesBehindIsGoneInTheNext() throws Exception {
    pool.execute(() -> Context.root().makeCurrent());
    with(
        "a",
        () -> {
          Context left = Context.current();
          pool.execute(left::makeCurrent);
          return null;
        });
    pool.execute(this::note);
    assertThat(next()).isEqualTo("nothing");
  }

  @Test
  void aTaskThatThrowsLeavesNothing() throws Exception {
    Thread.UncaughtExceptionHandler quiet = (thread, thrown) -> note();
    pool.setThreadFactory(
        task -> {
          Thread thread = new Thread(task);
          thread.setUncaughtExceptionHandler(quiet);
          return thread;
        });
    execute(
        pool,
        "a",
        () -> {
          throw new IllegalStateException("thrown");
        });
    assertThat(next()).as("as the thread dies").isEqualTo("nothing");
    pool.execute(this::note);
    assertThat(next()).isEqualTo("nothing");
    Callable<Object> thrower =
        () -> {
          throw new IllegalStateException("thrown");
        };
    Future<Object> failed = with("b", () -> pool.submit(thrower));
    assertThatThrownBy(failed::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    pool.execute(this::note);
    assertThat(next()).isEqualTo("nothing");
  }

  @Test
  void oneTaskHandedOverOftenHasEachTimeWhatWasCurrentThen() throws Exception {
    Runnable same = this::note;
    occupy(pool);
    for (int i = 0; i < 100; i++) {
      execute(pool, i, same);
    }
    gate.countDown();
    for (int i = 0; i < 100; i++) {
      assertThat(next()).isEqualTo(i);
    }
    pool.execute(same);
    assertThat(next()).isEqualTo("nothing");
  }

  @Test
  void theQueueHoldsTheTasksThemselves() throws Exception {
    occupy(pool);
    Runnable task = this::note;
    execute(pool, "a", task);
    assertThat(pool.getQueue()).containsExactly(task);
    assertThat(pool.getQueue().peek()).isSameAs(task);
    assertThat(pool.shutdownNow()).singleElement().isSameAs(task);
  }

  @Test
  void aRemovedTaskIsFoundAndItsNextRunIsItsOwn() throws Exception {
    occupy(pool);
    Runnable task = this::note;
    execute(pool, "a", task);
    assertThat(pool.remove(task)).isTrue();
    assertThat(pool.remove(task)).isFalse();
    execute(pool, "b", task);
    gate.countDown();
    assertThat(next()).isEqualTo("b");
  }

  @Test
  void aRejectionHandlerGetsTheTaskItselfAndItsNextRunIsItsOwn() throws Exception {
    AtomicReference<Runnable> rejected = new AtomicReference<>();
    ThreadPoolExecutor small =
        pool(new LinkedBlockingQueue<>(1), (task, executor) -> rejected.set(task));
    occupy(small);
    Runnable task = this::note;
    execute(small, "a", task);
    execute(small, "b", task);
    assertThat(rejected.get()).isSameAs(task);
    gate.countDown();
    assertThat(next()).isEqualTo("a");
    execute(small, "c", task);
    assertThat(next()).isEqualTo("c");
  }

  @Test
  void aRejectedTaskThatTheCallerRunsIsPartOfTheCaller() throws Exception {
    ThreadPoolExecutor small =
        pool(new LinkedBlockingQueue<>(1), new ThreadPoolExecutor.CallerRunsPolicy());
    occupy(small);
    execute(small, "a", this::note);
    with(
        "b",
        () -> {
          small.execute(this::note);
          assertThat(next()).isEqualTo("b");
          small.submit(this::note);
          assertThat(next()).isEqualTo("b");
          assertThat(seen()).isEqualTo("b");
          return null;
        });
    gate.countDown();
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void theOldestTaskThatIsDiscardedTakesItsOwnWithIt() throws Exception {
    ThreadPoolExecutor small =
        pool(new LinkedBlockingQueue<>(1), new ThreadPoolExecutor.DiscardOldestPolicy());
    occupy(small);
    Runnable task = this::note;
    execute(small, "a", task);
    execute(small, "b", task);
    execute(small, "c", task);
    gate.countDown();
    assertThat(next()).isEqualTo("c");
    execute(small, "d", task);
    assertThat(next()).isEqualTo("d");
  }

  @Test
  void anAbortedHandOverThrowsAsEver() throws Exception {
    pool.shutdown();
    Runnable task = this::note;
    assertThatThrownBy(() -> execute(pool, "a", task))
        .isInstanceOf(RejectedExecutionException.class);
    ThreadPoolExecutor other =
        pool(new LinkedBlockingQueue<>(), new ThreadPoolExecutor.AbortPolicy());
    other.execute(task);
    assertThat(next()).isEqualTo("nothing");
  }

  @Test
  void nullIsRefusedAsEver() {
    assertThatThrownBy(() -> execute(pool, "a", null)).isInstanceOf(NullPointerException.class);
    assertThat(pool.remove(null)).isFalse();
  }

  @Test
  void anOverriddenPoolSeesItsOwnTasksInsideWhatWasCurrent() throws Exception {
    List<Object> hooks = Collections.synchronizedList(new ArrayList<>());
    Runnable task = this::note;
    CountDownLatch ended = new CountDownLatch(1);
    ThreadPoolExecutor watched =
        added(
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
              @Override
              protected void beforeExecute(Thread thread, Runnable running) {
                hooks.add(running);
                hooks.add(seen());
              }

              @Override
              protected void afterExecute(Runnable ran, Throwable thrown) {
                hooks.add(ran);
                hooks.add(seen());
                ended.countDown();
              }
            });
    execute(watched, "a", task);
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(hooks).containsExactly(task, "a", task, "a");
  }

  @Test
  void comparableTasksStillSort() throws Exception {
    ThreadPoolExecutor sorting =
        pool(new PriorityBlockingQueue<>(), new ThreadPoolExecutor.AbortPolicy());
    CountDownLatch busy = new CountDownLatch(1);
    sorting.execute(
        new Ranked(0) {
          @Override
          public void run() {
            busy.countDown();
            try {
              gate.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    execute(sorting, "second", new Ranked(2));
    execute(sorting, "first", new Ranked(1));
    gate.countDown();
    assertThat(next()).isEqualTo("first");
    assertThat(next()).isEqualTo("second");
  }

  private class Ranked implements Runnable, Comparable<Ranked> {
    private final int rank;

    Ranked(int rank) {
      this.rank = rank;
    }

    @Override
    public void run() {
      note();
    }

    @Override
    public int compareTo(Ranked other) {
      return Integer.compare(rank, other.rank);
    }
  }

  @Test
  void tasksThatStartTasksPassItOn() throws Exception {
    ExecutorService other = added(Executors.newFixedThreadPool(2));
    Future<Object> inner = with("a", () -> pool.submit(() -> other.submit(Carried::seen))).get();
    assertThat(inner.get()).isEqualTo("a");
    pool.execute(() -> other.execute(this::note));
    assertThat(next()).isEqualTo("nothing");
  }

  @Test
  void aDelayedTaskHasWhatWasCurrentAndAPeriodicOneNothing() throws Exception {
    ScheduledExecutorService timer = added(Executors.newScheduledThreadPool(1));
    Callable<Object> task = Carried::seen;
    assertThat(with("a", () -> timer.schedule(task, 1, TimeUnit.MILLISECONDS)).get())
        .isEqualTo("a");
    assertThat(with("b", () -> timer.submit(task)).get()).isEqualTo("b");
    execute(timer, "c", this::note);
    assertThat(next()).isEqualTo("c");
    with("d", () -> timer.scheduleAtFixedRate(this::note, 0, 1, TimeUnit.MILLISECONDS));
    for (int i = 0; i < 3; i++) {
      assertThat(next()).isEqualTo("nothing");
    }
  }

  @Test
  void aTaskThatRanKeepsNothingAlive() throws Exception {
    List<Object> tasks = new ArrayList<>();
    WeakReference<Object> carried =
        withGarbage(
            () -> {
              Runnable plain = () -> {};
              pool.execute(plain);
              Future<?> future = pool.submit(() -> {});
              future.get();
              tasks.add(plain);
              tasks.add(future);
            });
    pool.submit(() -> {}).get();
    assertThat(isCollected(carried)).isTrue();
    assertThat(tasks).hasSize(2);
  }

  @Test
  void aCancelledTaskInTheQueueKeepsNothingAlive() throws Exception {
    ScheduledExecutorService timer = added(Executors.newScheduledThreadPool(1));
    List<ScheduledFuture<?>> tasks = new ArrayList<>();
    WeakReference<Object> carried =
        withGarbage(() -> tasks.add(timer.schedule(() -> {}, 1, TimeUnit.HOURS)));
    assertThat(carried.get()).isNotNull();
    tasks.get(0).cancel(false);
    assertThat(((ThreadPoolExecutor) timer).getQueue()).hasSize(1);
    assertThat(isCollected(carried)).isTrue();
  }

  @Test
  void aWaitingTaskKeepsItAlive() throws Exception {
    occupy(pool);
    List<Future<Object>> results = new ArrayList<>();
    WeakReference<Object> carried = withGarbage(() -> results.add(pool.submit(Carried::seen)));
    System.gc();
    gate.countDown();
    assertThat(results.get(0).get()).isNotNull().isSameAs(carried.get());
  }

  @Test
  void futuresOfThePoolsOwnMakingHaveWhatWasCurrent() throws Exception {
    ExecutorService custom =
        added(
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
              @Override
              protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
                return new CountedFuture<>(callable);
              }
            });
    Future<Object> future = with("a", () -> custom.submit(Carried::seen));
    assertThat(future).isInstanceOf(CountedFuture.class);
    assertThat(future.get()).isEqualTo("a");
  }

  private static final class CountedFuture<T> extends FutureTask<T> {
    CountedFuture(Callable<T> callable) {
      super(callable);
    }
  }
}
