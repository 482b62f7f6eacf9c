/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
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

/** Messages of channels, as those who listen get them. */
class JedisMessagesTest {
  private static final String MESSAGE = "{\"id\":\"message-1\"}";

  static {
    System.setProperty("obs.queue.channels", "jobs*,news");
  }

  @RegisterExtension static final Agent agent = Agent.with(new JedisInstrumentation());

  private static RedisServer server;
  private Jedis listening;
  private Jedis other;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    System.clearProperty("obs.queue.channels");
    server.close();
  }

  @BeforeEach
  void connect() {
    listening = new Jedis(server.host(), server.port());
    other = new Jedis(server.host(), server.port());
    other.ping();
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    listening.close();
    other.close();
  }

  private void publish() {
    RawJedis.send(other, "PUBLISH", "jobs", MESSAGE);
  }

  private void work(String channel, String message) {
    other.set("worked", message);
  }

  @Test
  void aMessageIsAJobWhileItsListenerIsTold() {
    listening.subscribe(new JedisListener(this::publish, 1, this::work), "jobs");
    listening.get("after");
    assertThat(agent.traces())
        .isEqualTo(
            List.of(
                "PRODUCER enqueue jobs",
                "CONSUMER job jobs\n  CLIENT redis SET",
                "CLIENT redis GET"));
  }

  @Test
  void eachMessageIsAJob() {
    Runnable twice =
        () -> {
          publish();
          publish();
        };
    listening.subscribe(new JedisListener(twice, 2, this::work), "jobs");
    assertThat(agent.traces())
        .isEqualTo(
            List.of(
                "PRODUCER enqueue jobs",
                "PRODUCER enqueue jobs",
                "CONSUMER job jobs\n  CLIENT redis SET",
                "CONSUMER job jobs\n  CLIENT redis SET"));
  }

  @Test
  void aMessageThatCameByAPatternIsOneOfItsChannel() {
    listening.psubscribe(new JedisListener(this::publish, 1, this::work), "j*");
    assertThat(agent.traces())
        .isEqualTo(List.of("PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis SET"));
  }

  @Test
  void aMessageOfAChannelThatIsNoQueueIsNoJob() {
    Runnable publisher = () -> RawJedis.send(other, "PUBLISH", "news", MESSAGE);
    listening.subscribe(new JedisListener(publisher, 1, this::work), "news");
    assertThat(agent.traces()).isEqualTo(List.of("CLIENT redis PUBLISH", "CLIENT redis SET"));
  }

  @Test
  void whatLeavesAListenerFailsTheJob() {
    JedisListener listener =
        new JedisListener(
            this::publish,
            1,
            (channel, message) -> {
              throw new IllegalArgumentException("no");
            });
    assertThatThrownBy(() -> listening.subscribe(listener, "jobs"))
        .isInstanceOf(IllegalArgumentException.class);
    SpanData job = agent.span("job jobs");
    assertThat(job.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void whatIsTakenFromAQueueWhileAListenerIsToldIsAJobOfItsOwn() {
    RawJedis.send(other, "LPUSH", "mail-jobs", "an element of some length");
    agent.forget();
    listening.subscribe(
        new JedisListener(this::publish, 1, (channel, message) -> takeAll()), "jobs");
    assertThat(agent.traces())
        .isEqualTo(
            List.of(
                "PRODUCER enqueue jobs",
                "CONSUMER job jobs",
                "CLIENT redis RPOP",
                "CONSUMER job mail-jobs\n  CLIENT redis SET",
                "CLIENT redis RPOP"));
  }

  private void takeAll() {
    while (other.rpop("mail-jobs") != null) {
      other.set("worked", "1");
    }
  }
}
