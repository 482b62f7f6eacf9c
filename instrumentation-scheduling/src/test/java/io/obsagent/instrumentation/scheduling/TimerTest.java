/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static io.obsagent.instrumentation.scheduling.RunFacts.attribute;
import static io.obsagent.instrumentation.scheduling.RunFacts.await;
import static io.obsagent.instrumentation.scheduling.RunFacts.scheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.Schedule;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TimerTest {
  /** Longer than a task takes to be handed over, since a delay that is over by then is none. */
  private static final long DELAY = 200;

  @RegisterExtension static final Agent agent = Agent.with(new TimerInstrumentation());

  private final Timer timer = new Timer(true);
  private final BlockingQueue<Boolean> runs = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    timer.cancel();
  }

  /** Does its work once, and then cancels itself if it is told to. */
  private final class Cleaner extends TimerTask {
    private final Runnable work;

    Cleaner(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      runs.add(true);
      work.run();
    }
  }

  private void awaitRun() throws InterruptedException {
    assertThat(runs.poll(10, TimeUnit.SECONDS)).as("a task ran").isTrue();
  }

  @Test
  void eachRunOfAPeriodicTaskIsARoot() throws Exception {
    agent.root("request", () -> timer.schedule(new Cleaner(() -> {}), 0, 20));
    List<SpanData> ended = new ArrayList<>(agent.spans(3));
    timer.cancel();
    ended.removeIf(span -> span.getName().equals("request"));
    assertThat(ended).hasSizeGreaterThanOrEqualTo(2);
    for (SpanData run : ended) {
      assertThat(run.getName()).isEqualTo("schedule TimerTest$Cleaner#run");
      assertThat(run.getParentSpanId()).isEqualTo(SpanId.getInvalid());
      assertThat(attribute(run, "job.status")).isEqualTo("completed");
      assertThat(attribute(run, "job.scheduler")).isEqualTo("timer");
    }
    assertThat(ended.get(0).getTraceId()).isNotEqualTo(ended.get(1).getTraceId());
  }

  @Test
  void aDelayedTaskIsPartOfWhatAskedForIt() throws Exception {
    agent.root("request", () -> timer.schedule(new Cleaner(() -> Agent.work("work").run()), DELAY));
    agent.spans(3);
    assertThat(agent.trace())
        .isEqualTo(
            "INTERNAL request\n  INTERNAL schedule TimerTest$Cleaner#run\n    INTERNAL work");
  }

  @Test
  void whatIsToRunAtOnceHasWhatWasCurrentAndIsNotScheduled() throws Exception {
    agent.root(
        "request", () -> timer.schedule(new Cleaner(() -> Agent.work("work").run()), new Date(1)));
    agent.spans(2);
    assertThat(agent.trace()).isEqualTo("INTERNAL request\n  INTERNAL work");
  }

  @Test
  void whatATaskLeavesCurrentDoesNotReachTheNext() throws Exception {
    agent.root(
        "request",
        () -> {
          timer.schedule(new Cleaner(() -> Agent.work("left")), new Date(1));
        });
    awaitRun();
    timer.schedule(new Cleaner(() -> Agent.work("work").run()), new Date(1));
    agent.spans(2);
    assertThat(agent.traces()).containsExactlyInAnyOrder("INTERNAL request", "INTERNAL work");
  }

  @Test
  void whatLeavesATaskIsToldAndEndsTheTimerAsItWould() throws Exception {
    timer.schedule(
        new Cleaner(
            () -> {
              throw new IllegalStateException("no");
            }),
        DELAY);
    SpanData span = agent.spans(1).get(0);
    assertThat(attribute(span, "job.status")).isEqualTo("failed");
    assertThat(attribute(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
    await(() -> refuses(timer));
  }

  private boolean refuses(Timer timer) {
    try {
      timer.schedule(new Cleaner(() -> {}), 60_000);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void aTaskIsTakenOnceAndACancelledTaskDoesNotRun() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Cleaner task = new Cleaner(() -> {});
    Cleaner cancelled = new Cleaner(() -> {});
    timer.schedule(new Cleaner(() -> pass(gate)), new Date(1));
    awaitRun();
    agent.root(
        "first",
        () -> {
          timer.schedule(task, DELAY);
          timer.schedule(cancelled, new Date(1));
        });
    assertThat(cancelled.cancel()).isTrue();
    gate.countDown();
    agent.root(
        "second",
        () ->
            assertThatThrownBy(() -> timer.schedule(task, DELAY))
                .isInstanceOf(IllegalStateException.class));
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL first\n  INTERNAL schedule TimerTest$Cleaner#run", "INTERNAL second");
    assertThat(runs).hasSize(1);
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskThatATimerRefusedIsThatOfTheNext() throws Exception {
    Timer ended = new Timer(true);
    ended.cancel();
    Cleaner task = new Cleaner(() -> {});
    agent.root(
        "first",
        () ->
            assertThatThrownBy(() -> ended.schedule(task, DELAY))
                .isInstanceOf(IllegalStateException.class));
    agent.root("second", () -> timer.schedule(task, DELAY));
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL first", "INTERNAL second\n  INTERNAL schedule TimerTest$Cleaner#run");
  }

  @Test
  @InProcessOnly
  void aRunTellsHowLateItIs() throws Exception {
    List<Double> lags = new CopyOnWriteArrayList<>();
    List<Double> planned = new CopyOnWriteArrayList<>();
    Schedule.TYPE.watch(
        new Recorder() {
          @Override
          public void ended(Operation operation, long durationNanos) {
            planned.add((Double) operation.get(Schedule.PLANNED));
            lags.add((Double) operation.get(Schedule.LAG));
          }
        });
    AtomicBoolean busy = new AtomicBoolean(true);
    double before = System.currentTimeMillis() / 1e3;
    timer.scheduleAtFixedRate(
        new Cleaner(
            () -> {
              if (busy.getAndSet(false)) {
                until(System.currentTimeMillis() / 1e3 + 0.3);
              }
            }),
        100,
        100);
    double after = System.currentTimeMillis() / 1e3;
    await(() -> lags.size() >= 3);
    timer.cancel();
    assertThat(planned.get(0)).isBetween(before + 0.099, after + 0.101);
    assertThat(planned.get(1) - planned.get(0)).isBetween(0.099, 0.101);
    assertThat(planned.get(2) - planned.get(1)).isBetween(0.099, 0.101);
    assertThat(lags.get(1)).isGreaterThan(0.19);
  }

  @Test
  @InProcessOnly
  void periodicTasksAreCountedUntilTheyOrTheirTimerAreCancelled() {
    long before = scheduled("timer");
    Cleaner one = new Cleaner(() -> {});
    timer.schedule(one, 3_600_000, 3_600_000);
    timer.scheduleAtFixedRate(new Cleaner(() -> {}), 3_600_000, 3_600_000);
    timer.schedule(new Cleaner(() -> {}), 3_600_000);
    assertThat(scheduled("timer")).isEqualTo(before + 2);
    one.cancel();
    assertThat(scheduled("timer")).isEqualTo(before + 1);
    timer.cancel();
    assertThat(scheduled("timer")).isEqualTo(before);
  }

  private static void until(double time) {
    while (System.currentTimeMillis() / 1e3 < time) {
      Thread.onSpinWait();
    }
  }
}
