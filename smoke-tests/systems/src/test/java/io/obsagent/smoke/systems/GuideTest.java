/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.harness.Observed;
import io.obsagent.smoke.harness.Prometheus;
import io.obsagent.smoke.harness.Samples;
import io.obsagent.smoke.harness.Traffic;
import io.obsagent.smoke.harness.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What holds of every system: its guide's metrics are there, and its guide's queries answer. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class GuideTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration TRAFFIC = Duration.ofSeconds(60);
  private static final double STEPS_PER_SECOND = 20;

  private final String name;
  private Observed observed;
  private @Nullable Prometheus prometheus;

  GuideTest(String name) {
    this.name = name;
  }

  final Observed observed() {
    return observed;
  }

  @BeforeAll
  void drive() {
    observed = Observed.start(Samples.named(name));
    Path binary = Prometheus.installed();
    if (binary != null) {
      prometheus = Prometheus.start(binary, observed.metrics());
      Waiting.until("all are scraped", PATIENCE, () -> ups() == observed.metrics().size());
    }
    observed.system().round();
    try (Traffic traffic = Traffic.start(observed.system(), STEPS_PER_SECOND)) {
      Waiting.until("some traffic", TRAFFIC, () -> traffic.steps() >= steps());
    }
  }

  /** How many steps of traffic there are after the round, for rates to be seen. */
  int steps() {
    return 40;
  }

  private double ups() {
    return prometheus == null
        ? 0
        : prometheus.query("up == 1").stream().mapToDouble(Double::doubleValue).sum();
  }

  @AfterAll
  void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (observed != null) {
      observed.close();
    }
  }

  @Test
  void everyDocumentedMetricIsScraped() {
    List<String> wrong = new ArrayList<>();
    for (Row row : Row.of(name)) {
      String fault = row.wrongIn(observed.scrape(row.role()));
      if (!fault.isEmpty()) {
        wrong.add(fault);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyExpressionOfTheGuideReturnsData() {
    assumeTrue(prometheus != null, Prometheus.HOW_TO_GET);
    List<String> wrong = new ArrayList<>();
    for (Expression expression : Expression.of(name)) {
      if (!expression.isExcluded()) {
        List<Double> values = prometheus.query(expression.text());
        if (values.stream()
            .noneMatch(value -> value >= expression.least() && value <= expression.largest())) {
          wrong.add(expression + " is " + values);
        }
      }
      if (expression.alert() != null) {
        prometheus.query(expression.alert());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theAgentWarnsOfNothing() {
    for (String role : observed.metrics().keySet()) {
      assertThat(observed.system().jvm(role).lines())
          .as(role)
          .noneMatch(line -> line.contains("[obs-agent] WARN"));
    }
  }
}
