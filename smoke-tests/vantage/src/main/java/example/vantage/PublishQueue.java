/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import redis.clients.jedis.JedisPooled;

/** Posts that are to be published, first in, first out. */
@Component
class PublishQueue implements AutoCloseable {
  private static final String KEY = "vantage:queue:publish";
  private static final int WAIT_SECONDS = 1;

  private final JedisPooled redis;

  PublishQueue(@Value("${vantage.redis}") String url) {
    this.redis = new JedisPooled(url);
  }

  void put(long post) {
    redis.lpush(KEY, "{\"post\":" + post + ",\"queued_at\":" + System.currentTimeMillis() + "}");
  }

  /** The oldest element, waited for a second; null when there is none. */
  String take() {
    List<String> taken = redis.brpop(WAIT_SECONDS, KEY);
    return taken == null ? null : taken.get(1);
  }

  @Override
  public void close() {
    redis.close();
  }
}
