/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static io.obsagent.instrumentation.scheduling.RunFacts.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.Schedule;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.ScheduledState;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobRunrTest {
  @RegisterExtension static final Agent agent = Agent.with(new JobRunrInstrumentation());

  private final JsonMapper json = new JacksonJsonMapper();
  private InMemoryStorageProvider store;
  private JobScheduler scheduler;
  private BackgroundJobServer server;

  public static class Reports {
    public void write(String name) {
      Agent.work("write").run();
    }

    public void fail() {
      throw new IllegalStateException("no paper");
    }
  }

  @BeforeEach
  void store() {
    store = new InMemoryStorageProvider();
    store.setJobMapper(new JobMapper(json));
    scheduler = new JobScheduler(store, List.of());
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /** A server looks for jobs as it starts, and then every five seconds. */
  private void serve() {
    server =
        new BackgroundJobServer(
            store,
            json,
            null,
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andWorkerCount(1)
                .andPollIntervalInSeconds(5));
    server.start();
  }

  private static void isRelated(SpanData from, SpanData to) {
    assertThat(from.getLinks()).hasSize(1);
    LinkData link = from.getLinks().get(0);
    assertThat(link.getSpanContext().getTraceId()).isEqualTo(to.getTraceId());
    assertThat(link.getSpanContext().getSpanId()).isEqualTo(to.getSpanId());
  }

  @Test
  void aJobIsARootThatIsLinkedToWhatAskedForIt() throws Exception {
    AtomicReference<UUID> id = new AtomicReference<>();
    agent.root(
        "request",
        () -> id.set(scheduler.<Reports>enqueue(reports -> reports.write("june")).asUUID()));
    serve();
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL request", "CONSUMER job JobRunrTest$Reports.write\n  INTERNAL write");
    SpanData job = agent.span("job JobRunrTest$Reports.write");
    assertThat(attribute(job, "job.name")).isEqualTo("JobRunrTest$Reports.write");
    assertThat(attribute(job, "job.scheduler")).isEqualTo("jobrunr");
    assertThat(attribute(job, "job.status")).isEqualTo("completed");
    assertThat(attribute(job, "messaging.message.id")).isEqualTo(id.get().toString());
    isRelated(job, agent.span("request"));
    isRelated(agent.span("request"), job);
    agent.metric("jobs_processed_total").with("status", "completed").hasValue(1);
  }

  @Test
  void manyJobsAtOnceAreLinkedToo() throws Exception {
    agent.root(
        "request",
        () ->
            scheduler.<Reports, String>enqueue(
                Stream.of("june", "july"), (reports, name) -> reports.write(name)));
    assertThat(agent.span("request").getLinks()).hasSize(2);
    serve();
    agent.spans(5);
  }

  @Test
  @InProcessOnly
  void aJobGoesOnWithTheTraceOfWhatAskedForItWhereThatIsWanted() throws Exception {
    Settings.load("obs.queue.propagation=payload", Map.of());
    try {
      AtomicReference<UUID> id = new AtomicReference<>();
      agent.root(
          "request",
          () -> id.set(scheduler.<Reports>enqueue(reports -> reports.write("june")).asUUID()));
      SpanData request = agent.span("request");
      assertThat(store.getJobById(id.get()).getMetadata().get("traceparent"))
          .isEqualTo("00-" + request.getTraceId() + "-" + request.getSpanId() + "-01");
      serve();
      assertThat(agent.trace(3))
          .isEqualTo(
              """
              INTERNAL request
                CONSUMER job JobRunrTest$Reports.write
                  INTERNAL write\
              """);
      assertThat(request.getLinks()).isEmpty();
      assertThat(agent.span("job JobRunrTest$Reports.write").getLinks()).isEmpty();
    } finally {
      Settings.load(null, Map.of());
    }
  }

  @Test
  @InProcessOnly
  void aJobThatNothingAskedForBeginsATraceAlsoWhereTracesGoOn() {
    Settings.load("obs.queue.propagation=payload", Map.of());
    try {
      scheduler.<Reports>enqueue(reports -> reports.write("june"));
      serve();
      assertThat(agent.trace(2))
          .isEqualTo("CONSUMER job JobRunrTest$Reports.write\n  INTERNAL write");
    } finally {
      Settings.load(null, Map.of());
    }
  }

  @Test
  void whatLeavesAJobIsTold() {
    scheduler.<Reports>enqueue(reports -> reports.fail());
    serve();
    SpanData job = agent.spans(1).get(0);
    assertThat(job.getName()).isEqualTo("job JobRunrTest$Reports.fail");
    assertThat(attribute(job, "job.status")).isEqualTo("failed");
    assertThat(attribute(job, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(job.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  private Instant recurring(String id) {
    Instant due = Instant.now().minusSeconds(7);
    Job job =
        new Job(
            new JobDetails(Reports.class.getName(), null, "fail", List.of()),
            new ScheduledState(due));
    job.setRecurringJobId(id);
    store.save(job);
    return due;
  }

  @Test
  void aRunOfARecurringJobIsSchedule() {
    recurring("nightly");
    serve();
    SpanData run = agent.spans(1).get(0);
    assertThat(run.getName()).isEqualTo("schedule nightly");
    assertThat(run.getParentSpanId()).isEqualTo(SpanId.getInvalid());
    assertThat(attribute(run, "job.scheduler")).isEqualTo("jobrunr");
    assertThat(attribute(run, "job.status")).isEqualTo("failed");
    assertThat(attribute(run, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  @InProcessOnly
  void aRunOfARecurringJobTellsWhenItWasPlanned() {
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
    Instant due = recurring("io.acme.Reports.fail()");
    serve();
    assertThat(agent.spans(1).get(0).getName()).isEqualTo("schedule JobRunrTest$Reports#fail");
    assertThat((Double) planned.get()).isEqualTo(due.getEpochSecond() + due.getNano() / 1e9);
    assertThat((Double) lag.get()).isGreaterThan(7);
  }
}
