/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.KeyValue;
import io.lettuce.core.api.sync.RedisCommands;

/** Tasks in a Redis list, first in, first out. */
class TaskQueue {
  private static final String KEY = "apex:queue:reports";
  private static final long WAIT_SECONDS = 1;

  private final RedisCommands<String, String> redis;
  private final ObjectMapper json = new ObjectMapper();

  TaskQueue(RedisCommands<String, String> redis) {
    this.redis = redis;
  }

  void put(Task task) {
    try {
      redis.lpush(KEY, json.writeValueAsString(task));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The oldest task, waited for a second; null when there is none. */
  Task take() throws JsonProcessingException {
    KeyValue<String, String> taken = redis.brpop(WAIT_SECONDS, KEY);
    return taken == null ? null : json.readValue(taken.getValue(), Task.class);
  }
}
