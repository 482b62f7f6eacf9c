/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.Redisson;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.BaseCodec;
import org.redisson.client.codec.LongCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.Decoder;
import org.redisson.client.protocol.Encoder;
import org.redisson.config.Config;

/** Elements that carry the trace context. */
class RedissonPayloadTest {
  static {
    System.setProperty("obs.queue.propagation", "payload");
    System.setProperty("obs.queue.channels", "jobs*");
  }

  @RegisterExtension static final Agent agent = Agent.with(new RedissonInstrumentation());

  private static RedisServer server;
  private static RedissonClient redisson;
  private RBlockingQueue<String> queue;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    Config config = new Config().setCodec(StringCodec.INSTANCE).setThreads(2).setNettyThreads(2);
    config
        .useSingleServer()
        .setAddress(server.url())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(4)
        .setSubscriptionConnectionMinimumIdleSize(1);
    redisson = Redisson.create(config);
  }

  @AfterAll
  static void stop() {
    System.clearProperty("obs.queue.propagation");
    System.clearProperty("obs.queue.channels");
    redisson.shutdown(0, 5, TimeUnit.SECONDS);
    server.close();
  }

  @BeforeEach
  void open() {
    queue = redisson.getBlockingQueue("mail-jobs");
    queue.delete();
    agent.span("redis DEL");
    agent.forget();
  }

  private static String with(SpanData enqueue, String rest) {
    return "{\"traceparent\":\"00-"
        + enqueue.getTraceId()
        + "-"
        + enqueue.getSpanId()
        + "-01\""
        + rest;
  }

  @Test
  void aJobGoesOnWithTheTraceOfItsEnqueue() throws Exception {
    agent.root("request", () -> queue.add("{\"id\":\"job-0003\"}"));
    SpanData enqueue = agent.span("enqueue mail-jobs");
    assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(with(enqueue, ",\"id\":\"job-0003\"}"));
    assertThat(queue.poll(1, TimeUnit.SECONDS)).isNull();
    assertThat(agent.trace(3))
        .isEqualTo("INTERNAL request\n  PRODUCER enqueue mail-jobs\n    CONSUMER job mail-jobs");
  }

  @Test
  void whatIsNoJsonObjectStaysAsItIsAndIsLinked() throws Exception {
    queue.add("{{template}} of Redisson");
    SpanData enqueue = agent.span("enqueue mail-jobs");
    assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo("{{template}} of Redisson");
    assertThat(queue.poll(1, TimeUnit.SECONDS)).isNull();
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId())
        .isEqualTo(agent.span("job mail-jobs").getTraceId());
  }

  @Test
  void elementsOfAnotherCodecStayAsTheyAre() {
    RBlockingQueue<Long> numbers = redisson.getBlockingQueue("mail-jobs", LongCodec.INSTANCE);
    numbers.add(7L);
    assertThat(numbers.readAll()).containsExactly(7L);
  }

  @Test
  void theJobsOfAMessageGoOnWithTheTraceOfItsPublisher() throws Exception {
    RTopic topic = redisson.getTopic("jobs");
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    topic.addListener(String.class, (channel, message) -> told.add(message));
    agent.forget();
    agent.root("request", () -> topic.publish("{\"id\":1}"));
    assertThat(told.take()).isEqualTo(with(agent.span("enqueue jobs"), ",\"id\":1}"));
    assertThat(agent.trace(3))
        .isEqualTo("INTERNAL request\n  PRODUCER enqueue jobs\n    CONSUMER job jobs");
    agent.forget();
    agent.root("request", () -> topic.publishAsync("{\"id\":2}").get());
    assertThat(told.take()).isEqualTo(with(agent.span("enqueue jobs"), ",\"id\":2}"));
    agent.spans(3);
    topic.removeAllListeners();
  }

  @Test
  void aMessageOfAnotherCodecStaysAsItIs() throws Exception {
    RTopic topic = redisson.getTopic("jobs-of-objects", new Objects());
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    topic.addListener(Object.class, (channel, message) -> told.add(message));
    agent.forget();
    topic.publish("Ann");
    assertThat(told.take()).isEqualTo("{\"name\":\"Ann\"}");
    agent.spans(2);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "PRODUCER enqueue jobs-of-objects", "CONSUMER job jobs-of-objects");
    topic.removeAllListeners();
  }

  @Test
  void aMessageOfAnyOtherChannelStaysAsItIs() throws Exception {
    RTopic topic = redisson.getTopic("news");
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    topic.addListener(String.class, (channel, message) -> told.add(message));
    topic.publish("{\"id\":1}");
    assertThat(told.take()).isEqualTo("{\"id\":1}");
    topic.removeAllListeners();
    agent.span("redis PUBLISH");
  }

  /** Makes JSON objects whose names its readers know. */
  private static final class Objects extends BaseCodec {
    @Override
    public Encoder getValueEncoder() {
      return in -> Unpooled.copiedBuffer("{\"name\":\"" + in + "\"}", StandardCharsets.UTF_8);
    }

    @Override
    public Decoder<Object> getValueDecoder() {
      return (buffer, state) -> buffer.toString(StandardCharsets.UTF_8);
    }
  }
}
