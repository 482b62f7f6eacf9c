/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static io.obsagent.core.catalogue.InstalledRules.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.vocabulary.HttpServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** So many operations that they are recorded by a table. */
class RowsTest {
  /** One in 1,024, at random, brings a table about. */
  private static final int MANY = 40_000;

  @TempDir Path folder;
  private InstalledRules rules;

  @AfterEach
  void close() {
    if (rules != null) {
      rules.close();
    }
  }

  @Test
  void whatManyLikeOperationsOfSeveralThreadsComeToIsExact() throws InterruptedException {
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              all_total: {type: counter, on: http.server * **, labels: {route: route, status: response.status}}
              posts_total: {type: counter, on: 'http.server POST /orders/**', labels: {route: route}}
              failed_total:
                type: counter
                on: http.server * **
                when: response.status >= 500 and method != 'GET'
                labels: {method: lower(method)}
              quick_total: {type: counter, on: http.server * **, when: duration < 3600}
              once_total: {type: counter, on: http.server * **, once: route}
              status_sum: {type: counter, on: http.server POST **, value: response.status}
              time_seconds: {type: histogram, on: http.server POST **, labels: {route: route}}
              last_status: {type: gauge, on: http.server * **, value: response.status, labels: {method: method}}
            """);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < MANY; i++) {
                  request("GET", "/orders", 200);
                  request("POST", "/orders/{id}", i % 4 == 0 ? 500 : 201);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double each = 4.0 * MANY;
    assertThat(rules.series("all_total"))
        .isEqualTo(
            Map.of(
                "{route=/orders, status=200}", each,
                "{route=/orders/{id}, status=201}", each * 3 / 4,
                "{route=/orders/{id}, status=500}", each / 4));
    assertThat(rules.series("posts_total")).isEqualTo(Map.of("{route=/orders/{id}}", each));
    assertThat(rules.series("failed_total")).isEqualTo(Map.of("{method=post}", each / 4));
    assertThat(rules.series("quick_total")).isEqualTo(Map.of("{}", 2 * each));
    assertThat(rules.series("once_total")).isEqualTo(Map.of("{}", 2.0));
    assertThat(rules.series("status_sum"))
        .isEqualTo(Map.of("{}", each / 4 * 500 + each * 3 / 4 * 201));
    assertThat(rules.series("time_seconds")).isEqualTo(Map.of("{route=/orders/{id}}", each));
    assertThat(rules.series("last_status")).containsEntry("{method=GET}", 200.0);
    assertThat(rules.series("obs_rule_evaluations_total"))
        .containsEntry("{rule=all_total}", 2 * each)
        .containsEntry("{rule=time_seconds}", 2 * each);
  }

  @Test
  void valuesBeyondTheBoundsAndThoseThatAreNotPlainAreCountedTheSame() {
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              all_total: {type: counter, on: http.server * **, labels: {route: route, method: method}}
            """);
    for (int i = 0; i < MANY; i++) {
      request("GET", "/" + i % 3000, 200);
      request("GET", "/" + i % 3000, 200);
      request("PUT", null).set(HttpServer.ROUTE, TimeUnit.DAYS).end();
      request("PUT", null, 200);
      request("PUT", "/" + "x".repeat(300), 200);
    }
    Map<String, Double> series = rules.series("all_total");
    double sum = 0;
    for (double value : series.values()) {
      sum += value;
    }
    assertThat(sum).isEqualTo(5.0 * MANY);
    assertThat(series)
        .containsEntry("{method=PUT, route=DAYS}", (double) MANY)
        .containsEntry("{method=PUT, route=unknown}", (double) MANY)
        .containsEntry("{method=PUT, route=/" + "x".repeat(63) + "}", (double) MANY);
    assertThat(series.get("{method=GET, route=/7}")).isEqualTo(28.0);
  }
}
