/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.controller;

import example.autoserve.task.TaskQueue;
import example.autoserve.task.TaskStore;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Decides now and then how many of each service there should be. */
@Component
@EnableScheduling
@Profile("ml-controller")
class ScalingController {
  private static final Logger log = LogManager.getLogger(ScalingController.class);
  private static final int WINDOW_SECONDS = 10;
  private static final int MOST_REPLICAS = 10;

  private final ScalingModel model;
  private final TaskQueue queue;
  private final TaskStore tasks;
  private final JdbcTemplate database;
  private final Map<String, Integer> replicas = new HashMap<>();

  ScalingController(ScalingModel model, TaskQueue queue, TaskStore tasks, JdbcTemplate database) {
    this.model = model;
    this.queue = queue;
    this.tasks = tasks;
    this.database = database;
  }

  @Scheduled(fixedRateString = "${scaling.interval}")
  void scale() {
    double load = tasks.recent(WINDOW_SECONDS) / (double) WINDOW_SECONDS;
    long waiting = queue.length();
    model.observe(load);
    apply(decide("backend", model.predict(load)));
    apply(decide("worker", model.predict(load) + waiting / 10.0));
  }

  @Scheduled(fixedDelayString = "${training.interval}")
  void learn() {
    model.train();
    log.info("Model trained, accuracy {}", model.evaluate());
  }

  /** What is to be done about a service that will have this load. */
  ScalingDecision decide(String service, double load) {
    int now = replicas.getOrDefault(service, 1);
    int wanted = Math.min(MOST_REPLICAS, Math.max(1, (int) Math.ceil(load)));
    if (wanted == now) {
      return new ScalingDecision(ScalingDecision.Action.NO_CHANGE, service, now);
    }
    return wanted > now
        ? new ScalingDecision(ScalingDecision.Action.SCALE_UP, service, now + 1)
        : new ScalingDecision(ScalingDecision.Action.SCALE_DOWN, service, now - 1);
  }

  private void apply(ScalingDecision decision) {
    if (decision.action() != ScalingDecision.Action.NO_CHANGE) {
      replicas.put(decision.service(), decision.replicas());
      database.update(
          "INSERT INTO scaling_decisions (service, action, replicas) VALUES (?, ?, ?)",
          decision.service(),
          decision.action().name(),
          decision.replicas());
      log.info("{}: {} to {}", decision.service(), decision.action(), decision.replicas());
    }
  }
}
