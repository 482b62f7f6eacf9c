/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.vocabulary.Observations;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs that nobody ends, and those of messages. */
class JobsTest {
  private Thread thread;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> thread = new Thread(task));

  /** What ends here is of no rules, also not of those that another test puts in force. */
  @BeforeAll
  static void ready() {
    Operations.ready(null);
  }

  @AfterEach
  void stop() throws InterruptedException {
    timeout(null);
    set("obs.queue.channels", null);
    worker.shutdownNow();
    if (thread != null) {
      thread.join();
    }
    Jobs.tidy();
    Observations.QUEUE.remove("jobs");
  }

  private static void timeout(String seconds) {
    set("obs.job.timeout", seconds);
  }

  private static void set(String setting, String value) {
    if (value == null) {
      System.clearProperty(setting);
    } else {
      System.setProperty(setting, value);
    }
    Settings.load(null, Map.of());
  }

  /** The current thread takes an element, or waits in vain for one; what is current then. */
  private static Operation take(String element) {
    byte[] queue = "jobs".getBytes(UTF_8);
    QueueCommand command =
        QueueCommand.of(CommandKind.WAIT, "BRPOP", new byte[][] {queue, "1".getBytes(UTF_8)});
    command.sending();
    Taken taken =
        command.replied(
            element == null ? null : Arrays.asList(queue, element.getBytes(UTF_8)), null);
    if (taken != null) {
      Jobs.begin(taken);
    }
    return Operation.current();
  }

  private static void assertGivenUp(Operation job) {
    assertThat(job.isRunning()).isFalse();
    assertThat(job.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(job.get(Job.STATUS)).isEqualTo("timeout");
  }

  @Test
  void aJobThatTakesTooLongIsGivenUp() throws Exception {
    Operation job = worker.submit(() -> take("an element that takes for ever")).get();
    Jobs.tidy();
    assertThat(job.isRunning()).isTrue();
    timeout("0");
    Jobs.tidy();
    assertGivenUp(job);
  }

  @Test
  void aWorkerWhoseJobWasGivenUpGoesOn() throws Exception {
    worker.submit(() -> take("an element that takes too long")).get();
    timeout("0");
    Jobs.tidy();
    timeout(null);
    assertThat(worker.submit(() -> take(null)).get()).isNull();
    Operation next = worker.submit(() -> take("the next element of this worker")).get();
    assertThat(next.isRunning()).isTrue();
    assertThat(next.parent()).isNull();
    assertThat(worker.submit(() -> take(null)).get()).isNull();
    assertThat(next.get(Job.STATUS)).isEqualTo("completed");
  }

  @Test
  void aJobThatWasLeftToATaskThatNeverEndsIsGivenUp() throws Exception {
    Runnable task = () -> {};
    Operation job =
        worker
            .submit(
                () -> {
                  Operation current = take("an element that is handed on");
                  Tasks.handOverOften(task);
                  take(null);
                  return current;
                })
            .get();
    assertThat(job.isRunning()).isTrue();
    timeout("0");
    Jobs.tidy();
    assertGivenUp(job);
  }

  @Test
  void aJobWhoseThreadDiedEnds() throws Exception {
    Operation[] job = new Operation[1];
    Thread mortal = new Thread(() -> job[0] = take("an element whose worker dies"));
    mortal.start();
    mortal.join();
    assertThat(job[0]).isNotNull();
    Jobs.tidy();
    assertThat(job[0].isRunning()).isFalse();
    assertThat(job[0].get(Job.STATUS)).isEqualTo("completed");
  }

  @Test
  void aMessageIsAJobUntilItsListenerWasTold() throws Exception {
    set("obs.queue.channels", "jobs,news");
    Operation[] jobs = new Operation[2];
    worker
        .submit(
            () -> {
              for (int i = 0; i < jobs.length; i++) {
                assertThat(Jobs.beginMessage("jobs", "one message to all who listen")).isTrue();
                jobs[i] = Operation.current();
                Jobs.messageEnded(null);
                assertThat(Operation.current()).isNull();
              }
              assertThat(Jobs.beginMessage("news", "of no queue")).isFalse();
            })
        .get();
    assertThat(jobs).noneMatch(Operation::isRunning);
    assertThat(jobs[0].get(Job.STATUS)).isEqualTo("completed");
    assertThat(jobs[0].traceId()).isNotEqualTo(jobs[1].traceId());
  }

  @Test
  void aMessageOfAnyOtherChannelIsNews() throws Exception {
    set("obs.queue.channels", "orders*");
    assertThat(
            worker.submit(() -> Jobs.beginMessage("jobs", "one message to all who listen")).get())
        .isFalse();
  }

  @Test
  void whoIsToldOfMessagesIsSeenAsAWorkerOnlyWhenItPolls() throws Exception {
    set("obs.queue.channels", "jobs,news");
    int before = Observations.WORKER.things().size();
    worker
        .submit(
            () -> {
              Jobs.beginMessage("jobs", "a message");
              Jobs.messageEnded(null);
            })
        .get();
    assertThat(Observations.WORKER.things()).hasSize(before);
    worker.submit(() -> take(null)).get();
    assertThat(Observations.WORKER.things()).hasSize(before + 1);
  }

  @Test
  void ofWorkersOfOneNameTheOneThatAskedLastIsShown() throws Exception {
    try (Namesake first = new Namesake("first")) {
      try (Namesake second = new Namesake("second")) {
        first.polls();
        second.polls();
        assertThat(queuesOf("same name")).containsExactly("second");
      }
      assertThat(queuesOf("same name")).containsExactly("first");
      try (Namesake third = new Namesake("third")) {
        third.polls();
        first.polls();
        assertThat(queuesOf("same name")).containsExactly("first");
      }
      assertThat(queuesOf("same name")).containsExactly("first");
    }
    assertThat(queuesOf("same name")).isEmpty();
  }

  /** A worker whose thread has the name of others; when it is closed, its end has been noticed. */
  private static final class Namesake implements AutoCloseable {
    private final String queue;
    private Thread thread;
    private final ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> thread = new Thread(task, "same name"));

    Namesake(String queue) {
      this.queue = queue;
    }

    void polls() throws Exception {
      executor.submit(() -> Jobs.polled(queue, null)).get();
    }

    @Override
    public void close() throws InterruptedException {
      executor.shutdownNow();
      thread.join();
      Jobs.tidy();
    }
  }

  private static List<Object> queuesOf(String worker) {
    return Observations.WORKER.things().stream()
        .filter(thing -> worker.equals(thing.read("worker")))
        .map(thing -> thing.read("queue"))
        .toList();
  }

  @Test
  void aJobOfAnElementGoesOnWhenAListenerWasTold() throws Exception {
    set("obs.queue.channels", "jobs,news");
    worker
        .submit(
            () -> {
              Jobs.beginMessage("jobs", "there is something in the queue");
              Operation job = take("what is in the queue of this test");
              Jobs.messageEnded(null);
              assertThat(job.isRunning()).isTrue();
              assertThat(take(null)).isNull();
              return null;
            })
        .get();
  }
}
