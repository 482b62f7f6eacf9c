/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Elements that carry the trace context. */
class JedisPayloadTest {
  static {
    System.setProperty("obs.queue.propagation", "payload");
    System.setProperty("obs.queue.channels", "jobs");
  }

  @RegisterExtension static final Agent agent = Agent.with(new JedisInstrumentation());

  private static RedisServer server;
  private Jedis jedis;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    System.clearProperty("obs.queue.propagation");
    System.clearProperty("obs.queue.channels");
    server.close();
  }

  @BeforeEach
  void connect() {
    jedis = new Jedis(server.host(), server.port());
    jedis.ping();
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    jedis.rpop("no-jobs"); // ends the last job
    jedis.close();
  }

  private String send(String command, String... arguments) {
    return RawJedis.send(jedis, command, arguments);
  }

  private String pop() {
    return jedis.brpop(1, "jobs").get(1);
  }

  private static String traceparent(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }

  @Test
  void aJobGoesOnWithTheTraceOfItsEnqueue() throws Exception {
    String element = "{\"id\":\"job-1\", \"n\":[1,{\"a\":\"}\"}]}";
    agent.root("request", () -> send("LPUSH", "jobs", element));
    SpanData enqueue = agent.span("enqueue jobs");
    String taken = pop();
    jedis.set("done", "1");
    jedis.brpop(1, "jobs");
    assertThat(agent.trace())
        .isEqualTo(
            "INTERNAL request\n  PRODUCER enqueue jobs\n    CONSUMER job jobs\n      CLIENT redis SET");
    assertThat(taken)
        .isEqualTo(
            element.replace("{\"id\"", "{\"traceparent\":\"" + traceparent(enqueue) + "\",\"id\""));
    assertThat(enqueue.getLinks()).isEmpty();
  }

  @Test
  void whatIsNoJsonObjectStaysAsItIsAndIsLinked() {
    List<String> elements =
        List.of(
            "{{template}} of some length",
            "[\"an array\", \"of some length\"]",
            "{} and {}, it seems");
    for (String element : elements) {
      send("RPUSH", "jobs", element);
      SpanData enqueue = agent.span("enqueue jobs");
      assertThat(jedis.blpop(1, "jobs").get(1)).isEqualTo(element);
      jedis.brpop(1, "jobs");
      SpanData job = agent.span("job jobs");
      assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId())
          .isEqualTo(job.getTraceId());
      agent.forget();
    }
  }

  @Test
  void anElementThatHasATraceContextKeepsIt() {
    String element =
        "{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\",\"id\":1}";
    send("LPUSH", "jobs", element);
    assertThat(pop()).isEqualTo(element);
    jedis.brpop(1, "jobs");
    assertThat(agent.span("job jobs").getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void eachOfSeveralElementsIsSeenForItself() {
    send("LPUSH", "jobs", "{\"id\":1}", "no object, but long enough", "{}");
    SpanData enqueue = agent.span("enqueue jobs");
    assertThat(pop()).isEqualTo("{\"traceparent\":\"" + traceparent(enqueue) + "\",\"id\":1}");
    assertThat(pop()).isEqualTo("no object, but long enough");
    assertThat(pop()).isEqualTo("{\"traceparent\":\"" + traceparent(enqueue) + "\"}");
    assertThat(enqueue.getLinks()).hasSize(1);
  }

  @Test
  void anElementInAPipelineCarriesTheContextOfThat() {
    Pipeline pipeline = jedis.pipelined();
    pipeline.set("a", "1");
    pipeline.lpush("jobs", "{\"id\":1}");
    pipeline.lpush("jobs", "{\"id\":2}");
    pipeline.sync();
    SpanData sent = agent.span("enqueue jobs");
    assertThat(pop()).contains(traceparent(sent));
    assertThat(pop()).contains(traceparent(sent));
  }

  @Test
  void anEntryOfAStreamGetsAFieldMore() {
    send("DEL", "stream-jobs");
    send("XGROUP", "CREATE", "stream-jobs", "workers", "$", "MKSTREAM");
    agent.forget();
    send("XADD", "stream-jobs", "MAXLEN", "~", "1000", "*", "image", "a.png");
    SpanData enqueue = agent.span("enqueue stream-jobs");
    String read = send("XREADGROUP", "GROUP", "workers", "me", "STREAMS", "stream-jobs", ">");
    assertThat(read).contains("image, a.png, traceparent, " + traceparent(enqueue));
    jedis.set("done", "1");
    send("XREADGROUP", "GROUP", "workers", "me", "STREAMS", "stream-jobs", ">");
    assertThat(agent.span("job stream-jobs").getParentSpanId()).isEqualTo(enqueue.getSpanId());
  }

  @Test
  void anEntryThatHasATraceContextOrNoFieldStaysAsItIs() {
    send("DEL", "stream-jobs");
    send("XADD", "stream-jobs", "*", "traceparent", "mine");
    assertThat(send("XRANGE", "stream-jobs", "-", "+")).endsWith("[traceparent, mine]]]");
    assertThatThrownBy(() -> send("XADD", "stream-jobs", "*"))
        .hasMessageContaining("wrong number of arguments");
  }

  @Test
  void aMemberOfASortedSetStaysAsItIsAndIsLinked() {
    String element = "{\"id\":\"job-0042\"}";
    send("ZADD", "delayed-jobs", "1", element);
    SpanData enqueue = agent.span("enqueue delayed-jobs");
    assertThat(send("ZPOPMIN", "delayed-jobs")).contains(element);
    jedis.brpop(1, "jobs");
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId())
        .isEqualTo(agent.span("job delayed-jobs").getTraceId());
  }

  @Test
  void theJobsOfAMessageGoOnWithTheTraceOfItsPublisher() throws Exception {
    try (Jedis listening = new Jedis(server.host(), server.port())) {
      agent.root(
          "request",
          () ->
              listening.subscribe(
                  new JedisListener(
                      () -> send("PUBLISH", "jobs", "{\"id\":1}"),
                      1,
                      (channel, message) -> assertThat(message).startsWith("{\"traceparent\":")),
                  "jobs"));
    }
    assertThat(agent.trace())
        .isEqualTo("INTERNAL request\n  PRODUCER enqueue jobs\n    CONSUMER job jobs");
  }
}
