/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Takes one job after the other; no job stops it. */
final class JobLoop implements Runnable {
  private static final Logger log = LogManager.getLogger(JobLoop.class);
  private static final long TAKE_SECONDS = 1;
  private static final long PAUSE_MILLIS = 1000;

  private final RedisCommands<String, String> redis;
  private final String queue;
  private final JobHandler handler;
  private final ImageStore store;
  private final ObjectMapper json = new ObjectMapper();
  private volatile boolean stopped;

  JobLoop(RedisCommands<String, String> redis, String queue, JobHandler handler, ImageStore store) {
    this.redis = redis;
    this.queue = queue;
    this.handler = handler;
    this.store = store;
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        KeyValue<String, String> taken = redis.brpop(TAKE_SECONDS, queue);
        if (taken != null) {
          handle(taken.getValue());
        }
      } catch (RedisException e) {
        log.error("Cannot take from {}", queue, e);
        pause();
      } catch (RuntimeException e) {
        log.error("Cannot record the outcome of a job", e);
      }
    }
  }

  void stop() {
    stopped = true;
  }

  private void handle(String element) {
    Job job;
    try {
      job = json.readValue(element, Job.class);
    } catch (JsonProcessingException e) {
      log.error("Skipped an element that is no job: {}", e.getOriginalMessage());
      return;
    }
    try {
      handler.process(job);
    } catch (TimeoutException e) {
      log.error("Job for image {} took too long", job.imageId(), e);
      store.ended(job.imageId(), "timeout", e.getMessage());
    } catch (InterruptedException e) {
      stopped = true;
    } catch (Exception e) {
      log.error("Job for image {} failed", job.imageId(), e);
      store.ended(job.imageId(), "failed", e.getMessage());
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
