/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.Job;
import io.opentelemetry.context.Context;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ToldJobsTest {
  /** Runs something on a thread of its own, which leaves nothing current and no worker. */
  private static void run(Runnable test) throws Exception {
    FutureTask<Operation> task =
        new FutureTask<>(
            () -> {
              test.run();
              Jobs.taskEnded(null);
              return Operation.current();
            });
    Thread thread = new Thread(task);
    thread.start();
    assertThat(task.get()).isNull();
    thread.join();
    Jobs.tidy();
  }

  private static Operation start(String name) {
    return ToldJobs.start(name, "spring", Context.current());
  }

  /** The current thread takes an element, as a worker does; what is current then. */
  private static Operation take(String element) {
    byte[] queue = "jobs".getBytes(UTF_8);
    QueueCommand command =
        QueueCommand.of(CommandKind.WAIT, "BRPOP", new byte[][] {queue, "1".getBytes(UTF_8)});
    command.sending();
    Jobs.begin(command.replied(Arrays.asList(queue, element.getBytes(UTF_8)), null));
    return Operation.current();
  }

  @Test
  void whatALoopInAJobTakesAreJobsOfTheirOwn() throws Exception {
    run(ToldJobsTest::takeInALoop);
  }

  private static void takeInALoop() {
    Operation loop = start("Worker.loop");
    Operation first = take("an element that is told apart");
    assertThat(first.get(Job.QUEUE)).isEqualTo("jobs");
    assertThat(first.traceId()).isNotEqualTo(loop.traceId());
    Operation second = take("another element that is told apart");
    assertThat(first.isRunning()).isFalse();
    ToldJobs.end(loop, null);
    assertThat(second.isRunning()).isFalse();
    assertThat(second.get(Job.STATUS)).isEqualTo("completed");
  }

  @Test
  void aJobWithinThatOfAQueueDoesNotEndThat() throws Exception {
    run(ToldJobsTest::startWithin);
  }

  private static void startWithin() {
    Operation outer = take("an element whose job asks for a job");
    Operation inner = start("Mailer.send");
    assertThat(inner.parent()).isSameAs(outer);
    assertThat(take("an element that is part of it")).isSameAs(inner);
    ToldJobs.end(inner, null);
    assertThat(Operation.current()).isSameAs(outer);
    assertThat(outer.isRunning()).isTrue();
  }

  @Test
  void whatLeftAJobTellsItsStatus() throws Exception {
    run(ToldJobsTest::failInTwoWays);
  }

  private static void failInTwoWays() {
    Operation failed = start("Mailer.send");
    ToldJobs.end(failed, new IllegalStateException());
    assertThat(failed.get(Job.STATUS)).isEqualTo("failed");
    Operation late = start("Mailer.send");
    ToldJobs.end(late, new TimeoutException());
    assertThat(late.get(Job.STATUS)).isEqualTo("timeout");
    assertThat(late.outcome()).isEqualTo(Outcome.TIMEOUT);
  }
}
