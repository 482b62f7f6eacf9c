/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisCluster;

/** Commands to a cluster, whose nodes have half of the keys each. */
class RedisClusterTest {
  @RegisterExtension
  static final Agent agent = Agent.with(new JedisInstrumentation(), new LettuceInstrumentation());

  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.startCluster();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Set<Long> ports() {
    Set<Long> ports = new HashSet<>();
    for (SpanData span : agent.spans()) {
      ports.add(span.getAttributes().get(AttributeKey.longKey("server.port")));
    }
    return ports;
  }

  @Test
  void aCommandOfLettuceIsOneOperationAtTheNodeThatHasTheKey() throws Exception {
    RedisClusterClient client =
        RedisClusterClient.create(RedisURI.create(server.host(), server.port()));
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      connection.sync().get("warm");
      agent.span("redis GET");
      agent.forget();
      agent.root(
          "test",
          () -> {
            connection.sync().set("a", "1");
            return connection.sync().set("b", "2");
          });
      assertThat(agent.trace(3)).isEqualTo("INTERNAL test\n  CLIENT redis SET\n  CLIENT redis SET");
      agent.forget();
      connection.sync().get("a");
      connection.sync().get("b");
      agent.spans(2);
      assertThat(ports()).hasSize(2).contains((long) server.port());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Test
  void whatAThreadGetsOfLettucesAsynchronousApiIsAJob() throws Exception {
    RedisClusterClient client =
        RedisClusterClient.create(RedisURI.create(server.host(), server.port()));
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      connection.sync().get("warm");
      agent.span("redis GET");
      agent.forget();
      for (String queue : new String[] {"jobs-a", "jobs-b"}) {
        connection.async().lpush(queue, "an element in " + queue).get();
        assertThat(connection.async().brpop(5, queue).get().getValue()).endsWith(queue);
        connection.sync().set("worked", "1");
        connection.sync().rpop(queue);
        SpanData job = agent.span("job " + queue);
        assertThat(agent.span("redis SET").getParentSpanId()).isEqualTo(job.getSpanId());
        agent.forget();
      }
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Test
  void aCommandOfLettuceForKeysOnSeveralNodesIsAnOperationForEach() {
    RedisClusterClient client =
        RedisClusterClient.create(RedisURI.create(server.host(), server.port()));
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      connection.sync().get("warm");
      agent.span("redis GET");
      agent.forget();
      assertThat(connection.sync().mget("none-a", "none-b")).noneMatch(KeyValue::hasValue);
      assertThat(agent.spans(2)).allMatch(span -> span.getName().equals("redis MGET"));
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Test
  void aCommandOfJedisIsOneOperationAtTheNodeThatHasTheKey() throws Exception {
    try (JedisCluster cluster = new JedisCluster(new HostAndPort(server.host(), server.port()))) {
      cluster.get("a");
      cluster.get("b");
      agent.forget();
      agent.root(
          "test",
          () -> {
            cluster.get("a");
            return cluster.get("b");
          });
      assertThat(agent.trace()).isEqualTo("INTERNAL test\n  CLIENT redis GET\n  CLIENT redis GET");
      agent.forget();
      cluster.get("a");
      cluster.get("b");
      assertThat(ports()).hasSize(2).contains((long) server.port());
    }
  }

  @Test
  void aPipelineOfJedisOverNodesIsOneOperationForEach() throws Exception {
    try (JedisCluster cluster = new JedisCluster(new HostAndPort(server.host(), server.port()))) {
      Method pipelined = method(JedisCluster.class, "pipelined");
      assumeThat(pipelined).isNotNull();
      try (AutoCloseable pipeline = (AutoCloseable) pipelined.invoke(cluster)) {
        agent.forget();
        Method set = method(pipeline.getClass(), "set", String.class, String.class);
        set.invoke(pipeline, "a", "1");
        set.invoke(pipeline, "b", "2");
        set.invoke(pipeline, "b", "3");
        method(pipeline.getClass(), "sync").invoke(pipeline);
        agent.spans(2);
        assertThat(agent.traces())
            .containsExactlyInAnyOrder("CLIENT redis SET", "CLIENT redis PIPELINE");
        assertThat(ports()).hasSize(2);
      }
    }
  }

  private static Method method(Class<?> type, String name, Class<?>... arguments) {
    try {
      return type.getMethod(name, arguments);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @Test
  void aRedirectionIsNoError() {
    try (Jedis node = new Jedis(server.host(), server.port())) {
      for (String key : new String[] {"a", "b"}) {
        try {
          node.get(key);
        } catch (RuntimeException moved) {
          assertThat(moved.getMessage()).startsWith("MOVED");
        }
      }
    }
    assertThat(agent.spans())
        .hasSize(2)
        .allMatch(span -> span.getAttributes().get(AttributeKey.stringKey("error.type")) == null);
  }
}
