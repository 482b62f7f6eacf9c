/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static io.obsagent.instrumentation.scheduling.RunFacts.attribute;
import static io.obsagent.instrumentation.scheduling.RunFacts.await;
import static io.obsagent.instrumentation.scheduling.RunFacts.scheduled;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.support.CronTrigger;

class SpringSchedulingTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new ScheduledExecutorInstrumentation(), new SpringSchedulingInstrumentation());

  static class Jobs implements SchedulingConfigurer {
    static final CountDownLatch RUNS = new CountDownLatch(6);

    @Scheduled(fixedRate = 50)
    public void collect() {
      RUNS.countDown();
    }

    @Scheduled(cron = "* * * * * *")
    public void report() {
      throw new IllegalStateException("no paper");
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
      registrar.addFixedRateTask(new Registered(), 50);
    }
  }

  static final class Registered implements Runnable {
    @Override
    public void run() {}
  }

  static final class Own implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("own");
    }
  }

  private static Map<String, SpanData> byName() {
    Map<String, SpanData> spans = new HashMap<>();
    for (SpanData span : agent.spans()) {
      spans.put(span.getName(), span);
    }
    return spans;
  }

  @Test
  void runsOfScheduledMethodsAndRegisteredTasksAreRoots() throws Exception {
    try (AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext(
            Jobs.class, ScheduledAnnotationBeanPostProcessor.class)) {
      await(() -> Jobs.RUNS.getCount() == 0 && byName().size() == 3);
    }
    Map<String, SpanData> runs = byName();
    assertThat(runs)
        .containsOnlyKeys(
            "schedule SpringSchedulingTest$Jobs#collect",
            "schedule SpringSchedulingTest$Jobs#report",
            "schedule SpringSchedulingTest$Registered#run");
    for (SpanData run : runs.values()) {
      assertThat(run.getParentSpanId()).isEqualTo(SpanId.getInvalid());
      assertThat(attribute(run, "job.scheduler")).isEqualTo("spring");
      assertThat(attribute(run, "job.status"))
          .isEqualTo(run.getName().endsWith("report") ? "failed" : "completed");
    }
    assertThat(attribute(runs.get("schedule SpringSchedulingTest$Jobs#report"), "error.type"))
        .isEqualTo("java.lang.IllegalStateException");
  }

  private static ThreadPoolTaskScheduler scheduler() {
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.setErrorHandler(error -> {});
    scheduler.initialize();
    return scheduler;
  }

  @Test
  void aTaskOfTheApplicationIsOneRunThoughItsErrorsAreHandled() throws Exception {
    ThreadPoolTaskScheduler scheduler = scheduler();
    scheduler.schedule(new Own(), new Date(System.currentTimeMillis() + 30)).get();
    SpanData run = agent.spans(1).get(0);
    scheduler.shutdown();
    assertThat(run.getName()).isEqualTo("schedule SpringSchedulingTest$Own#run");
    assertThat(attribute(run, "job.status")).isEqualTo("failed");
    assertThat(agent.spans()).hasSize(1);
  }

  @Test
  @InProcessOnly
  void whatIsScheduledIsCounted() {
    long before = scheduled("spring");
    long others = scheduled("executor");
    ThreadPoolTaskScheduler scheduler = scheduler();
    Date later = new Date(System.currentTimeMillis() + 3_600_000);
    scheduler.scheduleAtFixedRate(new Own(), later, 3_600_000);
    scheduler.schedule(new Own(), new CronTrigger("0 0 0 1 1 *"));
    assertThat(scheduled("spring")).isEqualTo(before + 2);
    scheduler.shutdown();
    assertThat(scheduled("spring")).isEqualTo(before);
    assertThat(scheduled("executor")).isEqualTo(others);
  }
}
