/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.worker;

import example.autoserve.task.Task;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Does the tasks. */
@Component
@Profile("worker")
class TaskProcessor {
  private final DataProcessor data;

  TaskProcessor(DataProcessor data) {
    this.data = data;
  }

  /** Does a task; what came out, as JSON. */
  String processTask(Task task) {
    return switch (task.task()) {
      case "data_processing" -> {
        Summary summary = data.process(task.records());
        yield "{\"records\":" + summary.records() + ",\"mean\":" + summary.mean() + "}";
      }
      case "import_feed" -> importFeed(task);
      case "send_report" -> "{\"sent\":true}";
      default -> throw new IllegalArgumentException("no such task: " + task.task());
    };
  }

  /** The feed is there the second time; one that is too long never is. */
  private static String importFeed(Task task) {
    if (task.attempt() == 0 || task.records() > 1000) {
      throw new TemporaryException("the feed does not answer");
    }
    return "{\"imported\":" + task.records() + "}";
  }
}
