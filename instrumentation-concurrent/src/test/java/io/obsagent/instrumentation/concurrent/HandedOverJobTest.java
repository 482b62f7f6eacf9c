/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.queue.QueueCommand;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that take elements from a queue on one thread and work on them on another. */
@InProcessOnly
class HandedOverJobTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new ThreadPoolInstrumentation(),
          new ForkJoinInstrumentation(),
          new CompletableFutureInstrumentation());

  private static final AtomicInteger ELEMENTS = new AtomicInteger();

  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void stop() throws InterruptedException {
    gate.countDown();
    Jobs.taskEnded(null);
    pool.shutdownNow();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static QueueCommand poll() {
    byte[][] arguments = {"jobs".getBytes(UTF_8), "1".getBytes(UTF_8)};
    QueueCommand command = QueueCommand.of(CommandKind.WAIT, "BRPOP", arguments);
    command.sending();
    return command;
  }

  private static void take() {
    byte[] element = ("an element of its own, " + ELEMENTS.incrementAndGet()).getBytes(UTF_8);
    Jobs.begin(poll().replied(Arrays.asList("jobs".getBytes(UTF_8), element), null));
  }

  /** Takes an element, hands it over, and looks for the next one. */
  private void handOver(Runnable work) {
    take();
    pool.submit(work);
    poll();
  }

  private void pass() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String status(SpanData span) {
    return span.getAttributes().get(AttributeKey.stringKey("job.status"));
  }

  private void workedOn(Runnable handing) {
    handing.run();
    assertThat(agent.spans()).isEmpty();
    gate.countDown();
    assertThat(agent.trace(2)).isEqualTo("CONSUMER job jobs\n  INTERNAL work");
    assertThat(status(agent.span("job jobs"))).isEqualTo("completed");
  }

  private void work() {
    pass();
    Agent.work("work").run();
  }

  @Test
  void aJobLastsUntilTheTaskIsOverThatItWasHandedTo() {
    workedOn(() -> handOver(this::work));
  }

  @Test
  void soItDoesWithATaskWithoutAFuture() {
    workedOn(
        () -> {
          take();
          pool.execute(this::work);
          poll();
        });
  }

  @Test
  void soItDoesWithACompletableFutureOnAPool() {
    workedOn(
        () -> {
          take();
          CompletableFuture.runAsync(this::work, pool);
          poll();
        });
  }

  @Test
  void soItDoesWithACompletableFutureOnTheCommonPool() {
    workedOn(
        () -> {
          take();
          CompletableFuture.supplyAsync(
              () -> {
                work();
                return 1;
              });
          poll();
        });
  }

  @Test
  void soItDoesWithATaskThatHandsItOn() {
    workedOn(() -> handOver(() -> pool.execute(this::work)));
  }

  @Test
  void theNextElementIsAJobOfItsOwnMeanwhile() {
    handOver(this::pass);
    take();
    poll();
    SpanData next = agent.spans(1).get(0);
    gate.countDown();
    agent.spans(2);
    assertThat(agent.spans().get(1).getTraceId()).isNotEqualTo(next.getTraceId());
    assertThat(agent.traces()).hasSize(2);
  }

  @Test
  void whatLeavesTheTaskFailsTheJob() {
    handOver(
        () -> {
          pass();
          throw new IllegalStateException("no");
        });
    gate.countDown();
    SpanData job = agent.spans(1).get(0);
    assertThat(status(job)).isEqualTo("failed");
    assertThat(job.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void whatFailsBeforeTheNextTakeFailsTheJobToo() throws Exception {
    take();
    Future<?> failed =
        pool.submit(
            () -> {
              throw new TimeoutException("late");
            });
    assertThatThrownBy(failed::get).hasCauseInstanceOf(TimeoutException.class);
    poll();
    assertThat(status(agent.spans(1).get(0))).isEqualTo("timeout");
  }

  @Test
  void aTaskThatIsTriedAgainAndEndsWellCompletesTheJob() throws Exception {
    take();
    Future<?> failed =
        pool.submit(
            () -> {
              throw new IllegalStateException("no");
            });
    assertThatThrownBy(failed::get).hasCauseInstanceOf(IllegalStateException.class);
    pool.submit(this::pass);
    poll();
    gate.countDown();
    assertThat(status(agent.spans(1).get(0))).isEqualTo("completed");
  }

  @Test
  void anErrorThatTheTaskLogsFailsTheJob() {
    handOver(
        () -> {
          pass();
          Jobs.errorLogged(new IllegalStateException("caught"));
        });
    gate.countDown();
    assertThat(status(agent.spans(1).get(0))).isEqualTo("failed");
  }

  @Test
  void aTaskThatIsRejectedIsNotWaitedFor() throws Exception {
    ThreadPoolExecutor full =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1));
    full.execute(this::pass);
    full.execute(this::pass);
    take();
    assertThatThrownBy(() -> full.submit(this::pass))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> full.execute(this::pass))
        .isInstanceOf(RejectedExecutionException.class);
    poll();
    assertThat(agent.spans(1)).hasSize(1);
    gate.countDown();
    full.shutdown();
    assertThat(full.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatIsCancelledOrDroppedIsNotWaitedFor() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    one.execute(this::pass);
    take();
    Future<?> cancelled = one.submit(this::work);
    one.submit(this::work);
    one.execute(this::work);
    poll();
    assertThat(agent.spans()).isEmpty();
    cancelled.cancel(false);
    one.shutdownNow();
    agent.spans(1);
    gate.countDown();
    assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.trace()).isEqualTo("CONSUMER job jobs");
  }

  @Test
  void aTaskThatLooksForTheNextElementIsALoopAndNoWorkOnTheLast() {
    take();
    pool.execute(
        () -> {
          take();
          Agent.work("work").run();
          poll();
        });
    poll();
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder("CONSUMER job jobs", "CONSUMER job jobs\n  INTERNAL work");
  }
}
