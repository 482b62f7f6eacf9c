/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** The ways in which elements get into queues and out of them. */
class JedisQueuesTest {
  @RegisterExtension static final Agent agent = Agent.with(new JedisInstrumentation());

  private static RedisServer server;
  private Jedis jedis;

  /** Another one in each test, for an element that was seen before is not linked. */
  private String element;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect(TestInfo test) {
    element = "{\"id\":\"" + test.getTestMethod().orElseThrow().getName() + "\"}";
    jedis = new Jedis(server.host(), server.port());
    send("FLUSHALL");
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    send("BLPOP", "nothing", "0.01");
    jedis.close();
  }

  private String send(String command, String... arguments) {
    return RawJedis.send(jedis, command, arguments);
  }

  /** Ends the job, if one is under way, and says of which queue it was and what it did. */
  private SpanData job(String queue) {
    jedis.set("worked", "1");
    send("BLPOP", "nothing", "0.01");
    SpanData job = agent.span("job " + queue);
    assertThat(agent.span("redis SET").getParentSpanId()).isEqualTo(job.getSpanId());
    return job;
  }

  private void assertNoJob() {
    send("BLPOP", "nothing", "0.01");
    assertThat(agent.spans()).noneMatch(span -> span.getName().startsWith("job"));
  }

  private static void assertLinked(SpanData enqueue, SpanData job) {
    assertThat(enqueue.getLinks()).hasSize(1);
    assertThat(enqueue.getLinks().get(0).getSpanContext().getSpanId()).isEqualTo(job.getSpanId());
  }

  @Test
  void whatIsAddedToASortedSetAndPoppedIsAJob() {
    send("ZADD", "delayed-jobs", "NX", "5", element);
    SpanData enqueue = agent.span("enqueue delayed-jobs");
    assertThat(send("ZPOPMIN", "delayed-jobs")).contains(element);
    assertLinked(enqueue, job("delayed-jobs"));
    agent.metric("redis_enqueue_operations_total").with("queue", "delayed-jobs").hasValue(1);
  }

  @Test
  void whatIsWaitedForInASortedSetIsAJob() {
    send("ZADD", "delayed-jobs", "5", element);
    SpanData enqueue = agent.span("enqueue delayed-jobs");
    assertThat(send("BZPOPMIN", "delayed-jobs", "1")).contains(element);
    assertLinked(enqueue, job("delayed-jobs"));
  }

  @Test
  void whatIsDueAndRemovedIsAJobUntilTheNextLook() {
    send("ZADD", "delayed-jobs", "5", element, "6", "another element, as long");
    SpanData enqueue = agent.span("enqueue delayed-jobs");
    agent.forget();
    assertThat(send("ZRANGEBYSCORE", "delayed-jobs", "0", "10", "LIMIT", "0", "2"))
        .contains(element);
    send("ZREM", "delayed-jobs", element);
    jedis.set("first", "1");
    send("ZREM", "delayed-jobs", "another element, as long");
    jedis.set("second", "1");
    send("ZRANGEBYSCORE", "delayed-jobs", "0", "10", "LIMIT", "0", "2");
    jedis.set("third", "1");
    assertThat(agent.traces())
        .containsExactly(
            "CLIENT redis ZRANGEBYSCORE",
            "CLIENT redis ZREM",
            "CONSUMER job delayed-jobs\n  CLIENT redis SET",
            "CLIENT redis ZREM",
            "CONSUMER job delayed-jobs\n  CLIENT redis SET",
            "CLIENT redis ZRANGEBYSCORE",
            "CLIENT redis SET");
    assertThat(enqueue.getLinks()).hasSize(2);
    assertThat(agent.spans())
        .anyMatch(
            span ->
                span.getSpanId().equals(enqueue.getLinks().get(0).getSpanContext().getSpanId()));
  }

  @Test
  void aJobThatWasPoppedGoesOnWhenItLooksIntoItsQueue() {
    send("ZADD", "delayed-jobs", "5", element);
    send("ZPOPMIN", "delayed-jobs");
    send("ZRANGE", "delayed-jobs", "0", "0");
    SpanData job = job("delayed-jobs");
    assertThat(agent.span("redis ZRANGE").getParentSpanId()).isEqualTo(job.getSpanId());
  }

  @Test
  void whatSomebodyElseRemovedIsNoJob() {
    send("ZADD", "delayed-jobs", "5", element);
    send("ZRANGEBYSCORE", "delayed-jobs", "0", "10", "WITHSCORES");
    send("EVAL", "return redis.call('ZREM', KEYS[1], ARGV[1])", "1", "delayed-jobs", element);
    assertThat(send("ZREM", "delayed-jobs", element)).isEqualTo("0");
    assertNoJob();
  }

  @Test
  void whatIsRemovedUnseenIsNoJob() {
    send("ZADD", "delayed-jobs", "5", element);
    assertThat(send("ZREM", "delayed-jobs", element)).isEqualTo("1");
    assertNoJob();
  }

  @Test
  void whatIsRemovedFromASortedSetThatIsNoQueueIsNoJob() {
    send("ZADD", "ranking", "5", element);
    send("ZRANGEBYSCORE", "ranking", "0", "10");
    assertThat(send("ZREM", "ranking", element)).isEqualTo("1");
    assertNoJob();
  }

  @Test
  void whatIsMovedToAListOfThoseUnderWayIsAJob() {
    send("LPUSH", "jobs", element);
    SpanData enqueue = agent.span("enqueue jobs");
    assertThat(send("BLMOVE", "jobs", "jobs:working", "RIGHT", "LEFT", "1")).isEqualTo(element);
    send("LREM", "jobs:working", "1", element);
    assertLinked(enqueue, job("jobs"));
  }

  @Test
  void whatIsMovedBackFromThereIsNoJob() {
    send("LPUSH", "jobs", element);
    assertThat(send("BRPOPLPUSH", "jobs", "jobs:kept", "1")).isEqualTo(element);
    job("jobs");
    agent.forget();
    assertThat(send("LMOVE", "jobs:kept", "jobs", "LEFT", "LEFT")).isEqualTo(element);
    assertNoJob();
  }

  @Test
  void whatIsMovedAtOnceIsAJob() {
    send("LPUSH", "jobs", element);
    assertThat(send("LMOVE", "jobs", "jobs:taken", "RIGHT", "LEFT")).isEqualTo(element);
    job("jobs");
  }

  @Test
  void anEntryOfAStreamIsAJobUntilTheNextRead() {
    send("XGROUP", "CREATE", "stream-jobs", "workers", "$", "MKSTREAM");
    String id = send("XADD", "stream-jobs", "*", "image", "a.png");
    SpanData enqueue = agent.span("enqueue stream-jobs");
    assertThat(read()).contains(id);
    send("XACK", "stream-jobs", "workers", id);
    SpanData job = job("stream-jobs");
    assertLinked(enqueue, job);
    assertThat(job.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
        .isEqualTo(id);
    assertThat(agent.span("redis XACK").getParentSpanId()).isEqualTo(job.getSpanId());
  }

  private String read() {
    return send(
        "XREADGROUP", "GROUP", "workers", "me", "BLOCK", "10", "STREAMS", "stream-jobs", ">");
  }

  @Test
  void anEntryThatIsClaimedIsAJob() {
    send("XGROUP", "CREATE", "stream-jobs", "workers", "$", "MKSTREAM");
    String id = send("XADD", "stream-jobs", "*", "image", "a.png");
    read();
    job("stream-jobs");
    agent.forget();
    assertThat(send("XCLAIM", "stream-jobs", "workers", "other", "0", id)).contains("a.png");
    job("stream-jobs");
    agent.forget();
    assertThat(send("XAUTOCLAIM", "stream-jobs", "workers", "third", "0", "0-0")).contains(id);
    SpanData job = job("stream-jobs");
    assertThat(job.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
        .isEqualTo(id);
    agent.forget();
    send("XCLAIM", "stream-jobs", "workers", "fourth", "0", id, "JUSTID");
    assertNoJob();
  }

  @Test
  void whatIsPublishedUnderAQueuesNameIsAnEnqueueOfNothing() {
    send("PUBLISH", "jobs", element);
    SpanData enqueue = agent.span("enqueue jobs");
    assertThat(enqueue.getLinks()).isEmpty();
    assertNoJob();
  }

  @Test
  void listeningIsNoOperation() {
    Listener listener = new Listener();
    jedis.subscribe(listener, "news");
    assertThat(listener.got).isEqualTo("new");
    jedis.set("a", "1");
    assertThat(agent.traces()).isEqualTo(List.of("CLIENT redis PUBLISH", "CLIENT redis SET"));
  }

  /** Has something published as soon as it listens, and listens to that alone. */
  private static final class Listener extends JedisPubSub {
    private String got;

    @Override
    public void onSubscribe(String channel, int channels) {
      try (Jedis other = new Jedis(server.host(), server.port())) {
        RawJedis.send(other, "PUBLISH", channel, "new");
      }
    }

    @Override
    public void onMessage(String channel, String message) {
      got = message;
      unsubscribe();
    }

    /** As later versions declare it, whose type is generic. */
    public void onSubscribe(Object channel, int channels) {
      onSubscribe((String) channel, channels);
    }

    /** As later versions declare it, whose type is generic. */
    public void onMessage(Object channel, Object message) {
      onMessage((String) channel, (String) message);
    }
  }
}
