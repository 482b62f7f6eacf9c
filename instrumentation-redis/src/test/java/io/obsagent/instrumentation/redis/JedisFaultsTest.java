/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A server that hangs, or goes away and comes back. */
class JedisFaultsTest {
  private static final int PATIENCE_MILLIS = 300;
  private static final String ELEMENT = "{\"id\":\"job-0021\",\"image\":\"a.png\"}";

  @RegisterExtension
  static final Agent agent =
      Agent.with(new JedisInstrumentation())
          .rules(
              """
              metrics:
                outcomes_total:
                  type: counter
                  on: redis * *
                  labels: {command: operation, outcome: outcome}
              """);

  private static RedisServer server;
  private Gate gate;
  private Jedis jedis;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() {
    gate = Gate.to(server);
    jedis = new Jedis(gate.host(), gate.port(), PATIENCE_MILLIS);
    jedis.ping();
    agent.forget();
  }

  @AfterEach
  void disconnect() throws Exception {
    gate.close();
    try {
      jedis.close();
    } catch (JedisConnectionException e) {
      // It is closed now.
    }
  }

  private static void assertOutcome(String command, String outcome) {
    agent.metric("outcomes_total").with("command", command).with("outcome", outcome).hasValue(1);
  }

  private static String errorType(SpanData span) {
    return span.getAttributes().get(AttributeKey.stringKey("error.type"));
  }

  @Test
  void aReplyThatDoesNotComeIsATimeout() {
    gate.hold();
    assertThatThrownBy(() -> jedis.get("a")).isInstanceOf(JedisConnectionException.class);
    SpanData span = agent.span("redis GET");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(errorType(span)).isEqualTo(JedisConnectionException.class.getName());
    assertOutcome("GET", "timeout");
  }

  @Test
  void aPipelineWhoseRepliesDoNotComeIsATimeout() {
    gate.hold();
    Pipeline pipeline = jedis.pipelined();
    pipeline.set("a", "1");
    pipeline.get("a");
    assertThatThrownBy(pipeline::sync).isInstanceOf(JedisConnectionException.class);
    assertThat(agent.trace()).isEqualTo("CLIENT redis PIPELINE");
    assertOutcome("PIPELINE", "timeout");
  }

  @Test
  void aServerThatGoesAwayIsAnError() throws Exception {
    gate.cut();
    assertThatThrownBy(() -> jedis.get("a")).isInstanceOf(JedisConnectionException.class);
    assertThat(errorType(agent.span("redis GET")))
        .isEqualTo(JedisConnectionException.class.getName());
    assertOutcome("GET", "error");
  }

  @Test
  void aTransactionEndsWhenTheServerGoesAwayWithinIt() throws Exception {
    agent.expectWarnings(); // Jedis 4.0.0 overflows the stack as it gives a transaction up.
    Transaction transaction = jedis.multi();
    transaction.set("a", "1");
    gate.cut();
    assertThatThrownBy(transaction::exec).isInstanceOf(Throwable.class);
    assertThat(agent.trace()).isEqualTo("CLIENT redis MULTI");
    assertOutcome("MULTI", "error");
  }

  @Test
  void commandsOfAPoolGoOnWhenTheServerIsBack() throws Exception {
    JedisPoolConfig single = new JedisPoolConfig();
    single.setMaxTotal(1);
    try (JedisPool pool = new JedisPool(single, gate.host(), gate.port())) {
      try (Jedis pooled = pool.getResource()) {
        pooled.set("a", "1");
        gate.cut();
        assertThatThrownBy(() -> pooled.get("a")).isInstanceOf(JedisConnectionException.class);
      }
      gate.mend();
      agent.forget();
      try (Jedis pooled = pool.getResource()) {
        assertThat(pooled.get("a")).isEqualTo("1");
      }
    }
    assertThat(agent.trace()).isEqualTo("CLIENT redis GET");
    assertThat(errorType(agent.span("redis GET"))).isNull();
  }

  @Test
  void aWorkerGoesOnWhenTheServerIsBack() throws Exception {
    gate.cut();
    assertThatThrownBy(() -> jedis.brpop(1, "jobs")).isInstanceOf(JedisConnectionException.class);
    assertThat(agent.spans()).isEmpty();
    gate.mend();
    try (Jedis again = new Jedis(gate.host(), gate.port())) {
      RawJedis.send(again, "LPUSH", "jobs", ELEMENT);
      again.brpop(1, "jobs");
      again.brpop(1, "jobs");
    }
    assertThat(agent.traces()).isEqualTo(List.of("PRODUCER enqueue jobs", "CONSUMER job jobs"));
  }
}
