/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.lettuce.core.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one task after the other; no task stops it. */
class ReportWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ReportWorker.class);
  private static final long PAUSE_MILLIS = 1000;

  private final TaskQueue queue;
  private final ProjectStore projects;
  private final ReportGenerator generator;

  ReportWorker(TaskQueue queue, ProjectStore projects, ReportGenerator generator) {
    this.queue = queue;
    this.projects = projects;
    this.generator = generator;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Task task = queue.take();
        if (task != null) {
          handle(task);
        }
      } catch (JsonProcessingException e) {
        log.error("Skipped an element that is no task: {}", e.getOriginalMessage());
      } catch (RedisException e) {
        log.error("Cannot take a task", e);
        pause();
      }
    }
  }

  private void handle(Task task) {
    try {
      Project project = projects.find(task.projectId()).orElseThrow();
      projects.saveReport(project.id(), generator.generate(project));
      log.info("Report on project {} is ready", project.id());
    } catch (RuntimeException e) {
      log.error("Task {} failed", task.id(), e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
