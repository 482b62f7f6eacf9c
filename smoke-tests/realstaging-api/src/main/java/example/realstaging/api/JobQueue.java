/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import org.springframework.stereotype.Component;
import redis.clients.jedis.RedisClient;
import tools.jackson.databind.json.JsonMapper;

/** The list that the workers take their jobs from. */
@Component
class JobQueue {
  private final RedisClient redis;
  private final JsonMapper json;
  private final String name;

  JobQueue(RedisClient redis, JsonMapper json, Settings settings) {
    this.redis = redis;
    this.json = json;
    this.name = settings.queue();
  }

  /** Adds a job; answers how many are waiting. */
  long add(Job job) {
    return redis.lpush(name, json.writeValueAsString(job));
  }
}
