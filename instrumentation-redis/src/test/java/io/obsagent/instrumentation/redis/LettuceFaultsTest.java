/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that hangs, or goes away and comes back. */
class LettuceFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String ELEMENT = "{\"id\":\"job-0022\",\"image\":\"a.png\"}";

  @RegisterExtension
  static final Agent agent =
      Agent.with(new LettuceInstrumentation())
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
  private RedisClient client;
  private StatefulRedisConnection<String, String> connection;

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
    client = RedisClient.create(gate.url());
    connection = client.connect();
    connection.sync().del("a", "b", "jobs");
    agent.span("redis DEL");
    agent.forget();
  }

  @AfterEach
  void disconnect() throws Exception {
    gate.close();
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }

  private static void assertOutcome(String command, String outcome) {
    agent.metric("outcomes_total").with("command", command).with("outcome", outcome).hasValue(1);
  }

  private static void assertTimeout(String command) {
    SpanData span = agent.span("redis " + command);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo(RedisCommandTimeoutException.class.getName());
    assertOutcome(command, "timeout");
  }

  @Test
  void aReplyThatASynchronousCallerWaitsForInVainIsATimeout() {
    connection.setTimeout(SHORT);
    gate.hold();
    assertThatThrownBy(() -> connection.sync().get("a"))
        .isInstanceOf(RedisCommandTimeoutException.class);
    assertTimeout("GET");
  }

  @Test
  void aTransactionWhoseReplyDoesNotComeIsATimeout() {
    connection.setTimeout(SHORT);
    connection.sync().multi();
    connection.sync().set("a", "1");
    gate.hold();
    assertThatThrownBy(() -> connection.sync().exec())
        .isInstanceOf(RedisCommandTimeoutException.class);
    assertTimeout("MULTI");
  }

  @Test
  void aCommandThatLettuceExpiresIsATimeout() {
    client.setOptions(
        ClientOptions.builder().timeoutOptions(TimeoutOptions.enabled(SHORT)).build());
    try (StatefulRedisConnection<String, String> expiring = client.connect()) {
      gate.hold();
      RedisFuture<String> reply = expiring.async().get("a");
      assertThatThrownBy(reply::get).hasCauseInstanceOf(RedisCommandTimeoutException.class);
      assertTimeout("GET");
      agent.forget();
      assertThatThrownBy(() -> expiring.reactive().set("a", "1").block())
          .isInstanceOf(RedisCommandTimeoutException.class);
      agent.span("redis SET");
      assertOutcome("SET", "timeout");
      gate.release();
    }
  }

  @Test
  void aTakeThatLettuceMayExpireIsAJobOnTheThreadThatGetsIt() throws Exception {
    client.setOptions(
        ClientOptions.builder()
            .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(20)))
            .build());
    try (StatefulRedisConnection<String, String> expiring = client.connect()) {
      RedisFuture<?> waiting = expiring.async().brpop(20, "jobs");
      connection.sync().lpush("jobs", ELEMENT);
      waiting.get();
      connection.sync().set("a", "1");
      connection.sync().rpop("jobs");
      assertThat(agent.spans(4)).isNotEmpty();
      assertThat(agent.traces())
          .contains("CONSUMER job jobs\n  CLIENT redis SET", "CLIENT redis RPOP");
    }
  }

  @Test
  void aCommandThatItsCallerCancelsIsCanceled() {
    gate.hold();
    RedisFuture<String> reply = connection.async().get("a");
    reply.cancel(true);
    agent.span("redis GET");
    assertOutcome("GET", "canceled");
  }

  @Test
  void aCommandGoesOnWhenItsCallerIsInterrupted() throws Exception {
    gate.hold();
    Thread caller = new Thread(() -> connection.sync().get("a"));
    caller.setUncaughtExceptionHandler((thread, thrown) -> {});
    caller.start();
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    caller.interrupt();
    caller.join();
    assertThat(agent.spans()).isEmpty();
    gate.release();
    agent.span("redis GET");
    assertOutcome("GET", "ok");
  }

  @Test
  void commandsUnderWayEndWhenTheServerIsBack() throws Exception {
    connection.sync().set("a", "1");
    agent.span("redis SET");
    agent.forget();
    gate.hold();
    // Of another key: Lettuce may send again first what it was given last.
    RedisFuture<String> set = connection.async().set("b", "1");
    gate.cut();
    RedisFuture<String> get = connection.async().get("a");
    gate.mend();
    assertThat(set.get(20, TimeUnit.SECONDS)).isEqualTo("OK");
    assertThat(get.get(20, TimeUnit.SECONDS)).isEqualTo("1");
    assertThat(agent.spans(2))
        .allMatch(span -> span.getStatus().getStatusCode() != StatusCode.ERROR);
    assertThat(agent.traces()).containsExactlyInAnyOrder("CLIENT redis SET", "CLIENT redis GET");
    agent.forget();
    connection.sync().get("a");
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis GET");
  }

  @Test
  void whatIsRejectedWithoutAConnectionIsAnErrorAndLeavesNothingOpen() throws Exception {
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    try (StatefulRedisConnection<String, String> rejecting = client.connect()) {
      gate.cut();
      awaitOpen(rejecting, false);
      assertThatThrownBy(() -> rejecting.sync().get("a")).isInstanceOf(RedisException.class);
      agent.span("redis GET");
      assertOutcome("GET", "error");
      assertThatThrownBy(() -> rejecting.sync().multi()).isInstanceOf(RedisException.class);
      agent.span("redis MULTI");
      assertOutcome("MULTI", "error");
      gate.mend();
      awaitOpen(rejecting, true);
      agent.forget();
      if (!rejecting.isMulti()) {
        rejecting.sync().get("a");
        assertThat(agent.trace(1)).isEqualTo("CLIENT redis GET");
      }
    }
  }

  private static void awaitOpen(StatefulRedisConnection<?, ?> connection, boolean open) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (connection.isOpen() != open) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void commandsUnderWayEndWhenTheConnectionIsClosed() {
    gate.hold();
    connection.async().get("a");
    connection.close();
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis GET");
  }

  @Test
  void aWorkerGoesOnWhenTheServerIsBack() throws Exception {
    connection.setTimeout(Duration.ofSeconds(20));
    gate.cut();
    RedisFuture<?> waiting = connection.async().brpop(20, "jobs");
    gate.mend();
    try (StatefulRedisConnection<String, String> other = client.connect()) {
      other.sync().lpush("jobs", ELEMENT);
      waiting.get(20, TimeUnit.SECONDS);
      agent.span("enqueue jobs");
      connection.sync().rpop("jobs");
      agent.span("job jobs");
      agent.span("redis RPOP");
      agent.forget();
      other.sync().lpush("jobs", ELEMENT);
    }
    agent.span("enqueue jobs");
    connection.sync().brpop(1, "jobs");
    connection.sync().brpop(1, "jobs");
    assertThat(agent.traces()).isEqualTo(List.of("PRODUCER enqueue jobs", "CONSUMER job jobs"));
  }
}
