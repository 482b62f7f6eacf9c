/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages of channels, as those who listen get them. */
class LettuceMessagesTest {
  private static final String MESSAGE = "{\"id\":\"message-2\"}";

  static {
    System.setProperty("obs.queue.channels", "jobs*,news");
  }

  @RegisterExtension static final Agent agent = Agent.with(new LettuceInstrumentation());

  private static RedisServer server;
  private static RedisClient client;
  private StatefulRedisConnection<String, String> connection;
  private StatefulRedisPubSubConnection<String, String> listening;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
    client = RedisClient.create(server.url());
  }

  @AfterAll
  static void stopServer() {
    System.clearProperty("obs.queue.channels");
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    server.close();
  }

  @BeforeEach
  void connect() {
    connection = client.connect();
    listening = client.connectPubSub();
    connection.sync().ping();
    agent.span("redis PING");
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    listening.close();
    connection.close();
  }

  /** Listens with a listener that does some work. */
  private CompletableFuture<String> listen(Consumer<String> work) {
    CompletableFuture<String> told = new CompletableFuture<>();
    listening.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            told.complete(message);
            work.accept(message);
          }

          @Override
          public void message(String pattern, String channel, String message) {
            message(channel, message);
          }
        });
    return told;
  }

  private void work(String message) {
    connection.async().set("worked", message);
  }

  private void assertJob() {
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis SET");
  }

  @Test
  void aMessageIsAJobWhileItsListenersAreTold() throws Exception {
    CompletableFuture<String> told = listen(this::work);
    listening.sync().subscribe("jobs");
    connection.sync().publish("jobs", MESSAGE);
    assertThat(told.get()).isEqualTo(MESSAGE);
    assertJob();
  }

  @Test
  void aMessageThatCameByAPatternIsOneOfItsChannel() throws Exception {
    CompletableFuture<String> told = listen(this::work);
    listening.sync().psubscribe("j*");
    connection.sync().publish("jobs", MESSAGE);
    assertThat(told.get()).isEqualTo(MESSAGE);
    assertJob();
  }

  @Test
  void aMessageOfAChannelThatIsNoQueueIsNoJob() throws Exception {
    CompletableFuture<String> told = listen(this::work);
    listening.sync().subscribe("news");
    connection.sync().publish("news", MESSAGE);
    told.get();
    agent.spans(2);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder("CLIENT redis PUBLISH", "CLIENT redis SET");
  }

  @Test
  void whatLeavesAListenerFailsTheJob() throws Exception {
    CompletableFuture<String> told =
        listen(
            message -> {
              throw new IllegalArgumentException("no");
            });
    listening.sync().subscribe("jobs");
    connection.sync().publish("jobs", MESSAGE);
    told.get();
    assertThat(agent.span("job jobs").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(agent.span("enqueue jobs").getLinks()).isEmpty();
    assertThat(agent.traces()).isEqualTo(List.of("PRODUCER enqueue jobs", "CONSUMER job jobs"));
  }
}
