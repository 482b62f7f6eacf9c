/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static io.obsagent.instrumentation.scheduling.RunFacts.attribute;
import static io.obsagent.instrumentation.scheduling.RunFacts.scheduled;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.Schedule;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

class QuartzTest {
  @RegisterExtension static final Agent agent = Agent.with(new QuartzInstrumentation());

  private Scheduler scheduler;

  public static class Report implements Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  public static class Broken implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      throw new IllegalStateException("no");
    }
  }

  @BeforeEach
  void start() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "test" + System.nanoTime());
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.start();
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.shutdown(true);
  }

  private static Trigger once() {
    return TriggerBuilder.newTrigger().startAt(new Date()).build();
  }

  @Test
  void aRunOfAJobIsARoot() throws Exception {
    scheduler.scheduleJob(
        JobBuilder.newJob(Report.class).withIdentity("nightly-report", "reports").build(), once());
    SpanData run = agent.spans(1).get(0);
    assertThat(run.getName()).isEqualTo("schedule nightly-report");
    assertThat(run.getParentSpanId()).isEqualTo(SpanId.getInvalid());
    assertThat(attribute(run, "job.name")).isEqualTo("nightly-report");
    assertThat(attribute(run, "job.scheduler")).isEqualTo("quartz");
    assertThat(attribute(run, "job.status")).isEqualTo("completed");
  }

  @Test
  void whatLeavesAJobIsToldAndAJobWithoutANameIsCalledLikeItsClass() throws Exception {
    scheduler.scheduleJob(JobBuilder.newJob(Broken.class).build(), once());
    SpanData run = agent.spans(1).get(0);
    assertThat(run.getName()).isEqualTo("schedule Broken");
    assertThat(attribute(run, "job.status")).isEqualTo("failed");
    assertThat(attribute(run, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  @InProcessOnly
  void aRunTellsWhenItWasPlanned() throws Exception {
    AtomicReference<Object> planned = new AtomicReference<>();
    AtomicReference<Object> lag = new AtomicReference<>();
    Schedule.TYPE.watch(
        new Recorder() {
          @Override
          public void ended(Operation operation, long durationNanos) {
            lag.set(operation.get(Schedule.LAG));
            planned.set(operation.get(Schedule.PLANNED));
          }
        });
    Date at = new Date(System.currentTimeMillis() + 200);
    scheduler.scheduleJob(
        JobBuilder.newJob(Report.class).withIdentity("r").build(),
        TriggerBuilder.newTrigger().startAt(at).build());
    RunFacts.await(() -> planned.get() != null);
    assertThat(planned.get()).isEqualTo(at.getTime() / 1e3);
    assertThat((Double) lag.get()).isBetween(0.0, 5.0);
  }

  @Test
  @InProcessOnly
  void triggersThatWillFireAgainAreCounted() throws Exception {
    long before = scheduled("quartz");
    scheduler.scheduleJob(
        JobBuilder.newJob(Report.class).withIdentity("hourly").build(),
        TriggerBuilder.newTrigger()
            .withSchedule(SimpleScheduleBuilder.repeatHourlyForever())
            .startNow()
            .build());
    scheduler.scheduleJob(JobBuilder.newJob(Report.class).withIdentity("once").build(), once());
    agent.spans(2);
    RunFacts.await(() -> scheduled("quartz") == before + 1);
    scheduler.deleteJob(new JobKey("hourly"));
    assertThat(scheduled("quartz")).isEqualTo(before);
  }
}
