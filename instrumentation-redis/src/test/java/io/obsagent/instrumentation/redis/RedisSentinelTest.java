/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSentinelPool;

/** Commands to a server that a sentinel tells of. */
class RedisSentinelTest {
  @RegisterExtension
  static final Agent agent = Agent.with(new JedisInstrumentation(), new LettuceInstrumentation());

  private static RedisServer sentinel;

  @BeforeAll
  static void start() {
    sentinel = RedisServer.startSentinel();
  }

  @AfterAll
  static void stop() {
    sentinel.close();
  }

  private static void assertAtMaster() {
    assertThat(agent.span("redis GET").getAttributes().get(AttributeKey.longKey("server.port")))
        .isPositive()
        .isNotEqualTo(sentinel.port());
  }

  @Test
  void aCommandOfLettuceIsAnOperationAtTheMaster() throws Exception {
    RedisClient client =
        RedisClient.create(
            RedisURI.Builder.sentinel(sentinel.host(), sentinel.port(), "master").build());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().ping();
      agent.span("redis PING");
      agent.forget();
      agent.root("test", () -> connection.sync().get("a"));
      assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT redis GET");
      assertAtMaster();
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Test
  void aCommandOfJedisIsAnOperationAtTheMaster() throws Exception {
    try (JedisSentinelPool pool =
            new JedisSentinelPool("master", Set.of(sentinel.host() + ":" + sentinel.port()));
        Jedis jedis = pool.getResource()) {
      agent.forget();
      agent.root("test", () -> jedis.get("a"));
      assertThat(agent.trace()).isEqualTo("INTERNAL test\n  CLIENT redis GET");
      assertAtMaster();
    }
  }
}
