/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static io.obsagent.instrumentation.scheduling.RunFacts.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;

class SpringBatchTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new ThreadPoolInstrumentation(),
          new SpringAsyncInstrumentation(),
          new SpringBatchInstrumentation());

  @BeforeAll
  static void isOnTheClassPath() {
    assumeTrue(RunFacts.isThere("org.springframework.batch.core.job.AbstractJob"));
  }

  private final TaskExecutor here = new SyncTaskExecutor();
  private final Batch batch = new Batch();

  private static void work(String name) {
    Agent.work(name).run();
  }

  @Test
  void anExecutionIsAJobWithItsSteps() {
    batch.run(
        "import",
        here,
        batch.step("read", () -> work("file")),
        batch.step("write", () -> work("table")));
    assertThat(agent.trace())
        .isEqualTo(
            "INTERNAL job import\n"
                + "  INTERNAL step read\n"
                + "    INTERNAL file\n"
                + "  INTERNAL step write\n"
                + "    INTERNAL table");
    SpanData job = agent.span("job import");
    assertThat(attribute(job, "job.name")).isEqualTo("import");
    assertThat(attribute(job, "job.scheduler")).isEqualTo("spring-batch");
    assertThat(attribute(job, "job.status")).isEqualTo("completed");
    agent.metric("jobs_processed_total").with("status", "completed").hasValue(1);
  }

  @Test
  void whatLeavesAStepFailsTheJobThoughNothingLeavesThat() {
    Object step =
        batch.step(
            "read",
            () -> {
              throw new IllegalStateException("no file");
            });
    Object execution = batch.run("import", here, step);
    assertThat(Batch.call(execution, "getStatus")).hasToString("FAILED");
    SpanData job = agent.span("job import");
    assertThat(attribute(job, "job.status")).isEqualTo("failed");
    assertThat(attribute(job, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(agent.span("step read").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aJobThatIsStoppedIsNoErrorAndNotCompleted() {
    Object step =
        batch.step(
            "read",
            () -> {
              throw Batch.stop();
            });
    Object execution = batch.run("import", here, step, batch.step("write", () -> work("table")));
    assertThat(Batch.call(execution, "getStatus")).hasToString("STOPPED");
    assertThat(agent.spans()).hasSize(2);
    SpanData job = agent.span("job import");
    assertThat(attribute(job, "job.status")).isEqualTo("failed");
    assertThat(job.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
  }

  @Test
  void aJobOnAnotherThreadIsPartOfWhatLaunchedIt() throws Exception {
    agent.root(
        "request",
        () -> batch.run("import", new SimpleAsyncTaskExecutor(), batch.step("read", () -> {})));
    assertThat(agent.trace(3))
        .isEqualTo("INTERNAL request\n  INTERNAL job import\n    INTERNAL step read");
  }

  @Test
  void partitionsAreWithinTheirStep() {
    Object part = batch.step("read", () -> {});
    batch.run("import", here, batch.partitions("split", part, 2, new SimpleAsyncTaskExecutor()));
    assertThat(agent.trace(4))
        .isEqualTo(
            "INTERNAL job import\n"
                + "  INTERNAL step split\n"
                + "    INTERNAL step read\n"
                + "    INTERNAL step read");
  }
}
