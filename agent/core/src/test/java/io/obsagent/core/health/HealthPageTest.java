/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.server.MetricsServer;
import io.obsagent.core.server.Page;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.RedisCommand;
import io.obsagent.core.vocabulary.S3Object;
import io.opentelemetry.context.Context;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthPageTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private MetricsServer server;

  @BeforeEach
  void serve() {
    Operations.ready(null);
    Map<String, Page> pages = new HashMap<>();
    HealthPage page = new HealthPage(new Dependencies());
    for (String path : HealthPage.PATHS) {
      pages.put(path, page);
    }
    server = new MetricsServer("127.0.0.1", 0, pages, line -> {});
    server.start();
    while (server.port() <= 0) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    server.stop();
    Observations.WORKER.remove("w");
    Observations.POOL.remove("p");
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static void succeed(OperationType type) {
    Operation.start(type, Context.root()).end();
  }

  private static void fail(OperationType type, Throwable error) {
    Operation.start(type, Context.root()).fail(error).end();
  }

  private static void worker(double seen, Double working) {
    Observations.WORKER.put(
        "w",
        field ->
            switch (field) {
              case "worker" -> "w";
              case "queue" -> "jobs";
              case "seen" -> seen;
              case "busy" -> working != null;
              case "job.seconds" -> working;
              default -> null;
            });
  }

  @Test
  void whatWasNeverSeenIsNotMentioned() throws Exception {
    HttpResponse<String> health = get("/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).matches("\\{\"status\":\"healthy\",\"uptime_seconds\":\\d+}");
  }

  @Test
  void whatAnsweredIsConnected() throws Exception {
    succeed(DbQuery.TYPE);
    succeed(RedisCommand.TYPE);
    assertThat(get("/health").body())
        .matches(
            "\\{\"status\":\"healthy\",\"database\":\"connected\",\"redis\":\"connected\",\"uptime_seconds\":\\d+}");
    assertThat(get("/health/ready").body())
        .isEqualTo("{\"status\":\"ready\",\"database\":\"connected\",\"redis\":\"connected\"}");
  }

  @Test
  void aLostDatabaseIsUnhealthyUntilItAnswers() throws Exception {
    fail(DbQuery.TYPE, new SQLException("x", new ConnectException()));
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body()).contains("\"unhealthy\",\"database\":\"disconnected\"");
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    succeed(DbQuery.TYPE);
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void aRedisThatHangsIsUnhealthy() throws Exception {
    fail(RedisCommand.TYPE, new RedisCommandTimeoutException());
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body()).contains("\"unhealthy\",\"redis\":\"disconnected\"");
  }

  /** Named as that of a client. */
  private static final class RedisCommandTimeoutException extends RuntimeException {}

  @Test
  void aRefusedStatementWasAnswered() throws Exception {
    fail(DbQuery.TYPE, new SQLException("syntax"));
    assertThat(get("/health").body()).contains("\"database\":\"connected\"");
  }

  @Test
  void detailsTellOfEverything() throws Exception {
    succeed(DbQuery.TYPE);
    fail(S3Object.TYPE, new ConnectException());
    worker(System.currentTimeMillis() / 1000.0, null);
    Observations.POOL.put("p", field -> field.equals("pool") ? "p\"" : 7L);
    HttpResponse<String> detailed = get("/health/detailed");
    assertThat(detailed.statusCode()).as("S3 is not vital").isEqualTo(200);
    assertThat(detailed.body())
        .containsPattern("\"database\":\\{\"status\":\"connected\",\"last_success\":\\d{10}}")
        .containsPattern("\"s3\":\\{\"status\":\"disconnected\",\"last_failure\":\\d{10}}")
        .contains("{\"pool\":\"p\\\"\",\"active\":7,\"idle\":7,\"max\":7")
        .contains("{\"worker\":\"w\",\"queue\":\"jobs\",\"status\":\"alive\",\"last_seen\":");
  }

  @Test
  void aWorkerThatNeitherPollsNorWorksIsSilent() throws Exception {
    worker(System.currentTimeMillis() / 1000.0 - 301, null);
    assertThat(get("/workers").statusCode()).isEqualTo(503);
    assertThat(get("/workers").body())
        .startsWith("{\"status\":\"unhealthy\",\"alive\":0,\"workers\":[{\"worker\":\"w\"")
        .contains("\"status\":\"silent\"");
  }

  @Test
  void aWorkerWithALongJobIsAlive() throws Exception {
    worker(System.currentTimeMillis() / 1000.0 - 301, 299.5);
    assertThat(get("/workers").statusCode()).isEqualTo(200);
    assertThat(get("/workers").body())
        .contains("\"alive\":1")
        .contains("\"status\":\"alive\"")
        .contains("\"job_seconds\":299.5");
  }

  @Test
  void noWorkersAreNoFailure() throws Exception {
    assertThat(get("/workers").body())
        .isEqualTo("{\"status\":\"healthy\",\"alive\":0,\"workers\":[]}");
  }
}
