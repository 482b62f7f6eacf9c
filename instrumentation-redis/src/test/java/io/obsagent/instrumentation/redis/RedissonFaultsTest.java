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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** A server that hangs, or goes away and comes back. */
class RedissonFaultsTest {
  private static final int PATIENCE_MILLIS = 300;

  @RegisterExtension
  static final Agent agent =
      Agent.with(new RedissonInstrumentation())
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
  private RedissonClient redisson;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    gate = Gate.to(server);
  }

  @AfterEach
  void close() throws Exception {
    redisson.shutdown(0, 5, TimeUnit.SECONDS);
    gate.close();
  }

  private void connect(int attempts) {
    Config config = new Config().setCodec(StringCodec.INSTANCE).setThreads(2).setNettyThreads(2);
    config
        .useSingleServer()
        .setAddress(gate.url())
        .setTimeout(PATIENCE_MILLIS)
        .setRetryAttempts(attempts)
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(4)
        .setSubscriptionConnectionMinimumIdleSize(1);
    redisson = Redisson.create(config);
    redisson.getBucket("a").set("1");
    agent.span("redis SET");
    agent.forget();
  }

  private static void assertTimeout(String command) {
    SpanData span = agent.span("redis " + command);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
        .contains("TimeoutException");
    agent.metric("outcomes_total").with("command", command).with("outcome", "timeout").hasValue(1);
  }

  @Test
  void aReplyThatDoesNotComeIsATimeout() {
    connect(0);
    gate.hold();
    assertThatThrownBy(() -> redisson.getBucket("a").get())
        .isInstanceOf(RedisTimeoutException.class);
    assertTimeout("GET");
    gate.release();
  }

  @Test
  void aBatchWhoseRepliesDoNotComeIsATimeout() {
    connect(0);
    gate.hold();
    RBatch batch = redisson.createBatch();
    batch.getBucket("a").getAsync();
    batch.getBucket("b").getAsync();
    assertThatThrownBy(batch::execute).isInstanceOf(RedisTimeoutException.class);
    assertTimeout("PIPELINE");
    gate.release();
  }

  @Test
  void aCommandGoesOnWhenTheServerIsBack() throws Exception {
    connect(20);
    gate.cut();
    Future<Object> reply = redisson.getBucket("a").getAsync();
    gate.mend();
    assertThat(reply.get(20, TimeUnit.SECONDS)).isEqualTo("1");
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis GET");
    agent.forget();
    assertThat(redisson.getBucket("a").get()).isEqualTo("1");
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis GET");
  }
}
