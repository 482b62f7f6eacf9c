/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import redis.clients.jedis.exceptions.JedisException;

/** Takes one post after the other; none stops it. */
@Component
@Profile("worker")
class PublishWorker implements CommandLineRunner {
  private static final Logger log = LoggerFactory.getLogger(PublishWorker.class);
  private static final int THREADS = 2;

  private final PublishQueue queue;
  private final Publisher publisher;
  private final ObjectMapper json;
  private volatile boolean stopped;

  PublishWorker(PublishQueue queue, Publisher publisher, ObjectMapper json) {
    this.queue = queue;
    this.publisher = publisher;
    this.json = json;
  }

  @Override
  public void run(String... args) {
    for (int i = 1; i <= THREADS; i++) {
      new Thread(this::work, "publisher-" + i).start();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopped = true));
  }

  private void work() {
    while (!stopped) {
      try {
        String element = queue.take();
        if (element != null) {
          publisher.publish(json.readTree(element).path("post").asLong());
        }
      } catch (JsonProcessingException e) {
        log.error("Skipped an element that is no job: {}", e.getOriginalMessage());
      } catch (JedisException e) {
        log.error("Cannot take a job", e);
        stopped = true;
      } catch (RuntimeException e) {
        log.error("A post could not be published", e);
      }
    }
  }
}
