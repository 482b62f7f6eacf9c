/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.Workshop;
import io.obsagent.core.catalogue.DeclaredJobs;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** Methods that are declared to be jobs, alone and beside queues in Redis. */
class DeclaredJobTest {
  private static final String ELEMENT = "{\"id\":\"job-0003\",\"image\":\"a.png\"}";

  @RegisterExtension
  static final Agent agent =
      Agent.with(new JedisInstrumentation())
          .setting("obs.job.methods", "app.Workshop#*")
          .rules(
              """
              metrics:
                declared_total:
                  type: counter
                  on: job Workshop.*
                  labels: {name: name, status: status, scheduler: scheduler}
                paints_total:
                  type: counter
                  on: method app.Workshop#paint
                  labels: {what: args.0}
              """);

  private static RedisServer server;
  private static Jedis redis;
  private final Workshop workshop = new Workshop();

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
    redis = new Jedis(server.host(), server.port());
    redis.ping();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
    server.close();
  }

  @Test
  void aCallIsAJob() {
    workshop.paint("wall");
    assertThat(agent.trace(2)).isEqualTo("CONSUMER job Workshop.paint\n  INTERNAL paint wall");
    SpanData job = agent.span("job Workshop.paint");
    assertThat(text(job, "job.name")).isEqualTo("Workshop.paint");
    assertThat(text(job, "job.status")).isEqualTo("completed");
    assertThat(text(job, "job.scheduler")).isEqualTo("declared");
    assertThat(text(job, "code.function.name")).isEqualTo("app.Workshop.paint");
    agent
        .metric("declared_total")
        .with("name", "Workshop.paint")
        .with("status", "completed")
        .with("scheduler", "declared")
        .hasValue(1);
    agent.metric("jobs_processed_total").with("status", "completed").hasValue(1);
  }

  @Test
  void rulesOnTheMethodHoldAsWell() {
    workshop.paint("fence");
    agent.metric("paints_total").with("what", "fence").hasValue(1);
    assertThat(agent.trace(2)).isEqualTo("CONSUMER job Workshop.paint\n  INTERNAL paint fence");
  }

  @InProcessOnly
  @Test
  void whatNamesNoMethodIsLeftOutWithALine() {
    agent.expectWarnings();
    DeclaredJobs.declare(List.of("com.acme.Worker", "app.Workshop#*"));
    assertThat(agent.log())
        .isEqualTo(
            "[obs-agent] WARN obs.job.methods: 'com.acme.Worker' is left out: a method is named"
                + " TYPE#NAME, such as com.acme.img.ImageProcessor#process\n");
    workshop.paint("gate");
    assertThat(agent.trace(2)).isEqualTo("CONSUMER job Workshop.paint\n  INTERNAL paint gate");
  }

  @Test
  void aCallInAnotherOperationIsPartOfItsTrace() throws Exception {
    agent.root("test", () -> workshop.paint("door"));
    assertThat(agent.trace(3))
        .isEqualTo("INTERNAL test\n  INTERNAL job Workshop.paint\n    INTERNAL paint door");
  }

  @Test
  void whatLeavesACallFailsTheJob() {
    assertThatThrownBy(workshop::saw).isInstanceOf(IllegalStateException.class);
    SpanData job = agent.span("job Workshop.saw");
    assertThat(text(job, "job.status")).isEqualTo("failed");
    assertThat(text(job, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void theOutermostCallIsTheJob() {
    workshop.paintTwice("wall");
    assertThat(agent.trace(3))
        .isEqualTo(
            "CONSUMER job Workshop.paintTwice\n  INTERNAL paint wall\n  INTERNAL paint wall");
  }

  @Test
  void aJobEndsWithTheStageThatItsMethodReturns() {
    CompletableFuture<String> result = new CompletableFuture<>();
    assertThat(workshop.dry(result)).isSameAs(result);
    assertThat(agent.spans()).isEmpty();
    result.completeExceptionally(new TimeoutException());
    assertThat(text(agent.span("job Workshop.dry"), "job.status")).isEqualTo("timeout");
  }

  @Test
  void whatACallTakesFromAQueueIsPartOfTheJob() throws Exception {
    enqueue();
    workshop.handle(() -> redis.brpop(1, "jobs"));
    workshop.paint("wall");
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactly(
            "CONSUMER job Workshop.handle", "CONSUMER job Workshop.paint\n  INTERNAL paint wall");
  }

  @InProcessOnly
  @Test
  void aCallInTheLoopOfAWorkerIsTheJobOfTheElement() {
    enqueue();
    redis.brpop(1, "jobs");
    workshop.paint("wall");
    redis.lpop("jobs");
    SpanData job = agent.span("job jobs");
    assertThat(agent.traces()).contains("CONSUMER job jobs\n  INTERNAL paint wall");
    assertThat(text(job, "job.status")).isEqualTo("completed");
    agent.metric("jobs_processed_total").with("status", "completed").hasValue(1);
  }

  @Test
  void aCallThatIsTriedAgainWithSuccessCompletesTheJobOfTheElement() {
    enqueue();
    redis.brpop(1, "jobs");
    assertThatThrownBy(workshop::saw).isInstanceOf(IllegalStateException.class);
    workshop.paint("wall");
    redis.lpop("jobs");
    assertThat(text(agent.span("job jobs"), "job.status")).isEqualTo("completed");
  }

  @Test
  void whatLeavesACallFailsTheJobOfTheElementThoughTheLoopCatchesIt() {
    enqueue();
    redis.brpop(1, "jobs");
    assertThatThrownBy(workshop::saw).isInstanceOf(IllegalStateException.class);
    redis.lpop("jobs");
    SpanData job = agent.span("job jobs");
    assertThat(text(job, "job.status")).isEqualTo("failed");
    assertThat(text(job, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void aCallThatTakesFromTheQueueOfItsWorkerBeginsTheNextJobThere() throws Exception {
    enqueue();
    redis.brpop(1, "jobs");
    enqueue();
    workshop.handle(() -> redis.brpop(1, "jobs"));
    redis.lpop("jobs");
    agent.spans(3);
    assertThat(agent.spans()).extracting("name").filteredOn("job jobs"::equals).hasSize(2);
    assertThat(agent.spans()).extracting("name").doesNotContain("job Workshop.handle");
  }

  private static void enqueue() {
    redis.lpush("jobs", ELEMENT);
    agent.spans(1);
    agent.forget();
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }
}
