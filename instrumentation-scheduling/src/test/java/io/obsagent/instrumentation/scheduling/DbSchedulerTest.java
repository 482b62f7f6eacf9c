/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DbSchedulerTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new DbSchedulerInstrumentation())
          .rules(
              """
              metrics:
                db_lag_seconds: {type: histogram, on: schedule mail*, value: lag}
              """);

  private static final String TABLE =
      """
      create table scheduled_tasks (
        task_name varchar(100), task_instance varchar(100), task_data blob,
        execution_time timestamp(6) with time zone, picked boolean, picked_by varchar(50),
        last_success timestamp(6) with time zone, last_failure timestamp(6) with time zone,
        consecutive_failures int, last_heartbeat timestamp(6) with time zone, version bigint,
        primary key (task_name, task_instance))
      """;

  private static void run(String name, Runnable work, Instant due) throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    OneTimeTask<Void> task =
        Tasks.oneTime(name, Void.class)
            .onFailure((done, operations) -> operations.stop())
            .execute((instance, context) -> work.run());
    Scheduler scheduler =
        Scheduler.create(database, task)
            .threads(1)
            .pollingInterval(Duration.ofMillis(50))
            .shutdownMaxWait(Duration.ofSeconds(5))
            .build();
    try {
      scheduler.schedule(task.instance("1"), due);
      scheduler.start();
      agent.span("schedule " + name);
    } finally {
      scheduler.stop();
    }
  }

  @Test
  void aRunIsAnOperationThatKnowsHowLateItBegan() throws Exception {
    run("mails", () -> {}, Instant.now().minusSeconds(5));
    SpanData span = agent.span("schedule mails");
    assertThat(agent.trace()).isEqualTo("INTERNAL schedule mails");
    assertThat(RunFacts.attribute(span, "job.status")).isEqualTo("completed");
    assertThat(RunFacts.attribute(span, "job.scheduler")).isEqualTo("db-scheduler");
    agent.metric("db_lag_seconds").hasCount(1);
  }

  @Test
  void aRunThatThrowsHasFailed() throws Exception {
    run(
        "broken",
        () -> {
          throw new IllegalStateException("mine");
        },
        Instant.now());
    SpanData span = agent.span("schedule broken");
    assertThat(RunFacts.attribute(span, "job.status")).isEqualTo("failed");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(RunFacts.attribute(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }
}
