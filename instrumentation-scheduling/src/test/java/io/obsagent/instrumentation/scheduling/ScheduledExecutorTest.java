/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static io.obsagent.instrumentation.scheduling.RunFacts.attribute;
import static io.obsagent.instrumentation.scheduling.RunFacts.await;
import static io.obsagent.instrumentation.scheduling.RunFacts.scheduled;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.Schedule;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScheduledExecutorTest {
  /**
   * Longer than the first task takes to be looked at, since a delay that is over by then is none.
   */
  private static final long DELAY = 200;

  @RegisterExtension static final Agent agent = Agent.with(new ScheduledExecutorInstrumentation());

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() throws InterruptedException {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  static final class Cleaner implements Runnable {
    @Override
    public void run() {}
  }

  static final class Broken implements Callable<String> {
    @Override
    public String call() {
      throw new IllegalStateException("no");
    }
  }

  @Test
  void eachRunOfAPeriodicTaskIsARoot() {
    executor.scheduleAtFixedRate(new Cleaner(), 0, 20, TimeUnit.MILLISECONDS);
    List<SpanData> runs = agent.spans(2);
    for (SpanData run : runs) {
      assertThat(run.getName()).isEqualTo("schedule ScheduledExecutorTest$Cleaner#run");
      assertThat(run.getParentSpanId()).isEqualTo(SpanId.getInvalid());
      assertThat(attribute(run, "job.status")).isEqualTo("completed");
      assertThat(attribute(run, "job.scheduler")).isEqualTo("executor");
    }
    assertThat(runs.get(0).getTraceId()).isNotEqualTo(runs.get(1).getTraceId());
  }

  @Test
  void aDelayedTaskIsScheduled() throws Exception {
    executor.schedule(() -> {}, DELAY, TimeUnit.MILLISECONDS).get();
    SpanData run = agent.span("schedule ScheduledExecutorTest");
    assertThat(attribute(run, "job.status")).isEqualTo("completed");
  }

  @Test
  void whatLeavesATaskIsTold() {
    ScheduledFuture<String> run = executor.schedule(new Broken(), DELAY, TimeUnit.MILLISECONDS);
    Assertions.assertThatThrownBy(run::get).isInstanceOf(ExecutionException.class);
    SpanData span = agent.spans(1).get(0);
    assertThat(attribute(span, "job.status")).isEqualTo("failed");
    assertThat(attribute(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(span.getName()).isEqualTo("schedule ScheduledExecutorTest$Broken#call");
  }

  @Test
  void whatIsToRunAtOnceIsNotScheduled() throws Exception {
    executor.submit(new Cleaner()).get();
    executor.execute(new Cleaner());
    executor.schedule(new Cleaner(), 0, TimeUnit.SECONDS).get();
    assertThat(agent.spans()).isEmpty();
  }

  @Test
  void tasksOfTheJdkAreItsOwnBusiness() throws Exception {
    executor.schedule(new FutureTask<>(() -> 1), 1, TimeUnit.MILLISECONDS).get();
    assertThat(agent.spans()).isEmpty();
  }

  @Test
  @InProcessOnly
  void aRunTellsHowLateItIs() throws Exception {
    Map<String, Object> seen = new ConcurrentHashMap<>();
    Schedule.TYPE.watch(
        new Recorder() {
          @Override
          public void ended(Operation operation, long durationNanos) {
            seen.put("planned", operation.get(Schedule.PLANNED));
            seen.put("actual", operation.get(Schedule.ACTUAL));
            seen.put("lag", operation.get(Schedule.LAG));
          }
        });
    double before = System.currentTimeMillis() / 1e3;
    ScheduledFuture<?> run = executor.schedule(new Cleaner(), 10, TimeUnit.MILLISECONDS);
    executor.execute(
        () -> {
          try {
            Thread.sleep(150);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    run.get();
    await(() -> seen.size() == 3);
    double planned = (Double) seen.get("planned");
    double actual = (Double) seen.get("actual");
    assertThat(planned).isBetween(before + 0.005, before + 0.1);
    assertThat((Double) seen.get("lag"))
        .isGreaterThan(0.04)
        .isCloseTo(actual - planned, Assertions.within(1e-6));
  }

  @Test
  @InProcessOnly
  void periodicTasksAreCountedUntilTheyAreCancelledOrDropped() {
    long before = scheduled("executor");
    ScheduledFuture<?> one = executor.scheduleWithFixedDelay(new Cleaner(), 1, 1, TimeUnit.HOURS);
    executor.scheduleAtFixedRate(new Cleaner(), 1, 1, TimeUnit.HOURS);
    executor.schedule(new Cleaner(), 1, TimeUnit.HOURS);
    assertThat(scheduled("executor")).isEqualTo(before + 2);
    one.cancel(false);
    assertThat(scheduled("executor")).isEqualTo(before + 1);
    executor.shutdownNow();
    assertThat(scheduled("executor")).isEqualTo(before);
  }
}
