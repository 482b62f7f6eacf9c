/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.springframework.stereotype.Component;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

/** The lists in Redis that tasks wait in. */
@Component
public class TaskQueue {
  /** Its tasks come first. */
  public static final String HIGH = "autoserve:tasks:high";

  /** All other tasks. */
  public static final String DEFAULT = "autoserve:tasks:default";

  private final JedisPool redis;
  private final ObjectMapper json;

  TaskQueue(JedisPool redis, ObjectMapper json) {
    this.redis = redis;
    this.json = json;
  }

  /** Puts a task at the end of its queue. */
  public void add(Task task) throws JsonProcessingException {
    try (Jedis jedis = redis.getResource()) {
      jedis.lpush(task.queue(), json.writeValueAsString(task));
    }
  }

  /** The next task; null when none came in so many seconds. */
  public Task take(int seconds) throws JsonProcessingException {
    try (Jedis jedis = redis.getResource()) {
      List<String> taken = jedis.brpop(seconds, HIGH, DEFAULT);
      return taken == null ? null : json.readValue(taken.get(1), Task.class);
    }
  }

  /** How many tasks wait. */
  public long length() {
    try (Jedis jedis = redis.getResource()) {
      return jedis.llen(HIGH) + jedis.llen(DEFAULT);
    }
  }
}
