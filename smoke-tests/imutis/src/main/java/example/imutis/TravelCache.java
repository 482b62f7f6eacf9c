/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.List;

/** Journeys looked at lately, and how often each was booked, in Redis. */
class TravelCache {
  private static final int SECONDS = 30;
  private static final String POPULAR = "travels:popular";

  private final JsonMapper json = new JsonMapper();
  private final RedisCommands<String, String> redis;
  private final RedisAsyncCommands<String, String> later;

  TravelCache(StatefulRedisConnection<String, String> connection) {
    this.redis = connection.sync();
    this.later = connection.async();
  }

  /** The journey; null when it is not there. */
  Travel get(String id) throws IOException {
    String cached = redis.get(key(id));
    return cached == null ? null : json.readValue(cached, Travel.class);
  }

  void put(Travel travel) throws IOException {
    redis.setex(key(travel.id()), SECONDS, json.writeValueAsString(travel));
  }

  /** A journey was booked, so what is cached of it no longer holds. */
  void booked(String id) {
    later.del(key(id));
    later.zincrby(POPULAR, 1, id);
  }

  List<String> popular(int count) {
    return redis.zrevrange(POPULAR, 0, count - 1L);
  }

  private static String key(String id) {
    return "travel:" + id;
  }
}
