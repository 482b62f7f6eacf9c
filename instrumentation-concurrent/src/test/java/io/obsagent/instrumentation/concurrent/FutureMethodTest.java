/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.Office;
import io.obsagent.testing.Agent;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules on methods that return a future of the JDK's. */
class FutureMethodTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new ThreadPoolInstrumentation(), new ForkJoinInstrumentation())
          .rules(
              """
              metrics:
                work_total:
                  type: counter
                  on: method app.Office#*
                  labels: {of: return else type(error) else outcome, outcome: outcome}
              """);

  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
  private final ForkJoinPool forks = new ForkJoinPool(1);
  private final Office office = new Office();
  private final CountDownLatch gate = new CountDownLatch(1);

  /** Also waits for what threads do once others see that a task is done. */
  @AfterEach
  void stop() throws InterruptedException {
    gate.countDown();
    for (ExecutorService one : new ExecutorService[] {executor, forks}) {
      one.shutdown();
      assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Callable<String> late(String result) {
    return () -> {
      gate.await();
      return result;
    };
  }

  private static String fail() {
    throw new IllegalStateException("no");
  }

  private void assertWork(String of, String outcome, int times) {
    agent.metric("work_total").with("of", of).with("outcome", outcome).hasValue(times);
  }

  @Test
  void aCallEndsAsItsTaskIsDone() throws Exception {
    Future<String> future = office.submit(executor, late("task"));
    assertWork("task", "ok", 0);
    gate.countDown();
    assertThat(future.get()).isEqualTo("task");
    stop();
    assertWork("task", "ok", 1);
  }

  @Test
  void aTaskThatFailsFailsItsCall() throws InterruptedException {
    Future<String> future = office.submit(executor, FutureMethodTest::fail);
    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class);
    stop();
    assertWork("IllegalStateException", "error", 1);
  }

  @Test
  void aTaskThatIsCancelledCancelsItsCall() {
    Future<String> future = office.submit(executor, late("never"));
    assertThat(future.cancel(true)).isTrue();
    assertWork("CancellationException", "canceled", 1);
  }

  @Test
  void aCallEndsAsItsForkedTaskIsDone() throws Exception {
    ForkJoinTask<String> task = office.fork(forks, late("fork"));
    assertWork("fork", "ok", 0);
    gate.countDown();
    assertThat(task.get()).isEqualTo("fork");
    stop();
    assertWork("fork", "ok", 1);
  }

  @Test
  void aForkedTaskMayBeCompletedFromOutside() {
    RecursiveTask<String> task =
        new RecursiveTask<>() {
          @Override
          protected String compute() {
            return "never";
          }
        };
    office.pass(task);
    assertWork("outside", "ok", 0);
    task.complete("outside");
    assertWork("outside", "ok", 1);
  }

  @Test
  void aFutureThatIsDoneAlreadyEndsTheCallWithItsResult() {
    FutureTask<String> done = new FutureTask<>(() -> "done");
    done.run();
    office.pass(done);
    assertWork("done", "ok", 1);
  }

  @Test
  void eachCallThatReturnsAFutureEndsWithIt() {
    FutureTask<String> shared = new FutureTask<>(() -> "shared");
    office.pass(shared);
    office.pass(shared);
    shared.run();
    assertWork("shared", "ok", 2);
  }

  @Test
  void whatIsNeverDoneEndsAtTheReturn() {
    office.repeat(executor, () -> {});
    assertWork("ScheduledFutureTask", "ok", 1);
  }
}
