/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Elements that carry the trace context. */
class LettucePayloadTest {
  static {
    System.setProperty("obs.queue.propagation", "payload");
    System.setProperty("obs.queue.channels", "jobs");
  }

  @RegisterExtension static final Agent agent = Agent.with(new LettuceInstrumentation());

  private static RedisServer server;
  private static RedisClient client;
  private StatefulRedisConnection<String, String> connection;
  private RedisCommands<String, String> redis;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
    client = RedisClient.create(server.url());
  }

  @AfterAll
  static void stopServer() {
    System.clearProperty("obs.queue.propagation");
    System.clearProperty("obs.queue.channels");
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    server.close();
  }

  @BeforeEach
  void connect() {
    connection = client.connect();
    redis = connection.sync();
    redis.del("jobs", "stream-jobs");
    agent.span("redis DEL");
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    redis.rpop("no-jobs"); // ends the last job
    connection.close();
  }

  private String pop() {
    return redis.brpop(1, "jobs").getValue();
  }

  private static String traceparent(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }

  private static String with(SpanData enqueue, String rest) {
    return "{\"traceparent\":\"" + traceparent(enqueue) + "\"" + rest;
  }

  @Test
  void aJobGoesOnWithTheTraceOfItsEnqueue() throws Exception {
    agent.root("request", () -> redis.lpush("jobs", "{\"id\":\"job-1\",\"text\":\"é\"}"));
    SpanData enqueue = agent.span("enqueue jobs");
    String taken = pop();
    redis.set("done", "1");
    redis.brpop(1, "jobs");
    assertThat(agent.trace(4))
        .isEqualTo(
            "INTERNAL request\n  PRODUCER enqueue jobs\n    CONSUMER job jobs\n      CLIENT redis SET");
    assertThat(taken).isEqualTo(with(enqueue, ",\"id\":\"job-1\",\"text\":\"é\"}"));
    assertThat(enqueue.getLinks()).isEmpty();
  }

  @Test
  void whatIsNoJsonObjectStaysAsItIsAndIsLinked() {
    redis.lpush("jobs", "{{template}} of Lettuce");
    SpanData enqueue = agent.span("enqueue jobs");
    assertThat(pop()).isEqualTo("{{template}} of Lettuce");
    redis.brpop(1, "jobs");
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId())
        .isEqualTo(agent.span("job jobs").getTraceId());
  }

  @Test
  void asynchronousAndReactiveEnqueuesCarryItToo() throws Exception {
    connection.async().rpush("jobs", "{\"id\":1}", "plain").get();
    SpanData enqueue = agent.span("enqueue jobs");
    assertThat(redis.lrange("jobs", 0, -1)).containsExactly(with(enqueue, ",\"id\":1}"), "plain");
    redis.del("jobs");
    agent.spans(3);
    agent.forget();
    connection.reactive().rpush("jobs", "{\"id\":2}").block();
    enqueue = agent.span("enqueue jobs");
    assertThat(redis.lrange("jobs", 0, -1)).containsExactly(with(enqueue, ",\"id\":2}"));
  }

  @Test
  void argumentsThatAreUsedAgainStayAsTheyAre() {
    CommandArgs<String, String> arguments =
        new CommandArgs<>(StringCodec.UTF8).addKey("jobs").addValue("{\"id\":1}");
    redis.dispatch(CommandType.RPUSH, new IntegerOutput<>(StringCodec.UTF8), arguments);
    SpanData first = agent.span("enqueue jobs");
    agent.forget();
    redis.dispatch(CommandType.RPUSH, new IntegerOutput<>(StringCodec.UTF8), arguments);
    SpanData second = agent.span("enqueue jobs");
    assertThat(redis.lrange("jobs", 0, -1))
        .containsExactly(with(first, ",\"id\":1}"), with(second, ",\"id\":1}"));
  }

  @Test
  void anElementTooLargeToLookThroughStaysAsItIs() {
    String element = "{\"text\":\"" + "x".repeat(2 << 20) + "\"}";
    redis.lpush("jobs", element);
    assertThat(redis.rpop("jobs")).isEqualTo(element);
  }

  @Test
  void anEntryOfAStreamGetsAFieldMore() {
    redis.xadd("stream-jobs", "image", "0.png");
    redis.xgroupCreate(XReadArgs.StreamOffset.latest("stream-jobs"), "workers");
    agent.spans(2);
    agent.forget();
    redis.xadd("stream-jobs", "image", "a.png");
    SpanData enqueue = agent.span("enqueue stream-jobs");
    List<StreamMessage<String, String>> read = read();
    assertThat(read.get(0).getBody())
        .containsEntry("image", "a.png")
        .containsEntry("traceparent", traceparent(enqueue))
        .hasSize(2);
    read();
    assertThat(agent.span("job stream-jobs").getParentSpanId()).isEqualTo(enqueue.getSpanId());
  }

  @SuppressWarnings("unchecked")
  private List<StreamMessage<String, String>> read() {
    return redis.xreadgroup(
        Consumer.from("workers", "me"), XReadArgs.StreamOffset.lastConsumed("stream-jobs"));
  }

  @Test
  void theJobsOfAMessageGoOnWithTheTraceOfItsPublisher() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    try (StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub()) {
      listening.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              told.complete(message);
            }
          });
      listening.sync().subscribe("jobs");
      agent.root("request", () -> redis.publish("jobs", "{\"id\":1}"));
      assertThat(told.get()).startsWith("{\"traceparent\":").endsWith(",\"id\":1}");
      assertThat(agent.trace(3))
          .isEqualTo("INTERNAL request\n  PRODUCER enqueue jobs\n    CONSUMER job jobs");
    }
  }
}
