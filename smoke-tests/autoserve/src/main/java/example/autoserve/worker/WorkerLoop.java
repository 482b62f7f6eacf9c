/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import example.autoserve.task.Task;
import example.autoserve.task.TaskQueue;
import example.autoserve.task.TaskStore;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.PreDestroy;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Takes tasks from the queues, on some threads, until the process ends. */
@Component
@Profile("worker")
class WorkerLoop implements CommandLineRunner {
  private static final Logger log = LogManager.getLogger(WorkerLoop.class);
  private static final int MOST_ATTEMPTS = 3;

  private final TaskQueue queue;
  private final TaskStore store;
  private final TaskProcessor processor;
  private final int threads;
  private final List<Thread> running = new ArrayList<>();
  private volatile boolean stopped;

  WorkerLoop(
      TaskQueue queue,
      TaskStore store,
      TaskProcessor processor,
      @Value("${worker.threads}") int threads) {
    this.queue = queue;
    this.store = store;
    this.processor = processor;
    this.threads = threads;
  }

  @Override
  public void run(String... args) {
    for (int i = 1; i <= threads; i++) {
      Thread thread = new Thread(this::loop, "worker-" + i);
      running.add(thread);
      thread.start();
    }
    log.info("Worker started with {} threads", threads);
  }

  private void loop() {
    while (!stopped) {
      try {
        Task task = queue.take(1);
        if (task != null) {
          work(task);
        }
      } catch (JsonProcessingException e) {
        log.error("No task", e);
      }
    }
  }

  private void work(Task task) throws JsonProcessingException {
    store.update(task.id(), "running");
    try {
      store.complete(task.id(), processor.processTask(task));
      log.info("Task {} done", task.id());
    } catch (TemporaryException e) {
      if (task.attempt() + 1 < MOST_ATTEMPTS) {
        log.warn("Task {} is tried again: {}", task.id(), e.getMessage());
        store.update(task.id(), "retrying");
        queue.add(task.again());
      } else {
        fail(task, e);
      }
    } catch (RuntimeException e) {
      fail(task, e);
    }
  }

  private void fail(Task task, RuntimeException error) {
    log.error("Task {} failed", task.id(), error);
    store.update(task.id(), "failed");
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : running) {
      thread.join(5000);
    }
  }
}
