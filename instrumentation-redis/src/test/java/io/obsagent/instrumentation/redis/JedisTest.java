/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.core.queue.Jobs;
import io.obsagent.core.vocabulary.CacheScope;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;

class JedisTest {
  private static final String ELEMENT = "{\"id\":\"job-0001\",\"image\":\"a.png\"}";

  @RegisterExtension
  static final Agent agent =
      Agent.with(new JedisInstrumentation())
          .rules(
              """
              metrics:
                lookups_total:
                  type: counter
                  on: event cache.get
                  labels: {cache: cache, system: system, hit: hit}
              """);

  private static RedisServer server;
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
    jedis = new Jedis(server.host(), server.port());
    jedis.ping();
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    jedis.close();
  }

  @Test
  void aGetIsOneClientOperation() {
    assertThat(jedis.get("user:1234")).isNull();
    assertThat(agent.trace()).isEqualTo("CLIENT redis GET");
    SpanData span = agent.span("redis GET");
    assertThat(text(span, "db.system.name")).isEqualTo("redis");
    assertThat(text(span, "db.operation.name")).isEqualTo("GET");
    assertThat(text(span, "db.query.text")).isEqualTo("GET user:{}");
    assertThat(text(span, "server.address")).isEqualTo(server.host());
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo(server.port());
  }

  @Test
  void readsAreLookUpsInACache() {
    jedis.set("plans:1", "a");
    jedis.get("plans:1");
    jedis.get("plans:2");
    jedis.mget("plans:1", "plans:2", "plans:3");
    jedis.hget("hash", "nowhere");
    assertLookups("plans", "true", 2);
    assertLookups("plans", "false", 3);
    assertLookups("redis", "false", 1);
  }

  @Test
  @InProcessOnly
  void aReadWithinALookUpOfAnotherCacheIsPartOfThat() {
    CacheScope scope = CacheScope.enter();
    jedis.get("within:1");
    scope.leave();
    assertLookups("within", "false", 0);
    jedis.get("within:1");
    assertLookups("within", "false", 1);
  }

  private static void assertLookups(String cache, String hit, int count) {
    agent.metric("lookups_total").with("cache", cache).with("hit", hit).hasValue(count);
  }

  @Test
  void anErrorReplyFailsTheOperation() {
    jedis.set("word", "x");
    agent.forget();
    assertThatThrownBy(() -> send("lpush", "word", "y")).isInstanceOf(JedisDataException.class);
    SpanData span = agent.span("redis LPUSH");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(span, "error.type")).isEqualTo("WRONGTYPE");
  }

  @Test
  void aPipelineIsOneOperation() {
    Pipeline pipeline = jedis.pipelined();
    pipeline.set("a", "1");
    pipeline.get("a");
    pipeline.sync();
    assertThat(agent.trace()).isEqualTo("CLIENT redis PIPELINE");
    assertThat(batchSize("redis PIPELINE")).isEqualTo(2);
  }

  @Test
  void aTransactionIsOneOperation() {
    Transaction transaction = jedis.multi();
    transaction.set("a", "1");
    transaction.get("a");
    transaction.exec();
    assertThat(agent.trace()).isEqualTo("CLIENT redis MULTI");
    assertThat(batchSize("redis MULTI")).isEqualTo(2);
  }

  @Test
  void aTakeInVainIsNoOperation() {
    jedis.brpop(1, "jobs");
    assertThat(agent.spans()).isEmpty();
  }

  @Test
  void aJobLastsFromItsTakeToTheNextAndIsWhatTheEnqueueLinksTo() {
    send("lpush", "jobs", ELEMENT);
    SpanData enqueue = agent.span("enqueue jobs");
    jedis.brpop(1, "jobs");
    jedis.set("done", "1");
    jedis.brpop(1, "jobs");
    assertThat(agent.traces())
        .containsExactly("PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis SET");
    SpanData job = agent.span("job jobs");
    assertThat(text(job, "job.status")).isEqualTo("completed");
    assertThat(text(job, "messaging.message.id")).isEqualTo("job-0001");
    assertThat(enqueue.getLinks()).hasSize(1);
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(job.getTraceId());
    assertThat(enqueue.getLinks().get(0).getSpanContext().getSpanId()).isEqualTo(job.getSpanId());
    agent.metric("jobs_processed_total").with("status", "completed").hasValue(1);
    agent.metric("redis_enqueue_operations_total").with("queue", "jobs").hasValue(1);
  }

  @Test
  void aJobTellsItsTask() {
    take("{\"id\":7,\"task\":\"send_report\",\"to\":[{\"task\":\"x\"}]}");
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "task.type")).isEqualTo("send_report");
  }

  @Test
  void aTaskThatIsNoWordIsNotTold() {
    take("{\"id\":8,\"task\":\"Mail Ada of 1815\"}");
    jedis.brpop(1, "jobs");
    take("{\"id\":9,\"task\":4711,\"padding\":\"0123456789\"}");
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "task.type")).isNull();
  }

  @Test
  void aJobThatPutsItsElementBackIsTriedAgain() {
    take("{\"id\":10,\"attempt\":0,\"padding\":\"0123\"}");
    send("lpush", "jobs", "{\"id\":10,\"attempt\":1,\"padding\":\"0123\"}");
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.retry.destination")).isEqualTo("jobs");
    jedis.brpop(1, "jobs");
  }

  @Test
  void aJobThatIsPutOffIsTriedAgain() {
    take("{\"id\":11,\"padding\":\"0123456789\"}");
    send("lpush", "jobs:retry", "{\"id\":11,\"padding\":\"0123456789\"}");
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.retry.destination")).isEqualTo("jobs:retry");
  }

  @Test
  void aJobThatAddsAnotherOrHandsItsOwnOnIsNotTriedAgain() {
    take("{\"id\":12,\"padding\":\"0123456789\"}");
    send("lpush", "jobs", "{\"id\":13,\"padding\":\"0123456789\"}");
    send("lpush", "jobs:done", "{\"id\":12,\"padding\":\"0123456789\"}");
    jedis.brpop(1, "jobs");
    jedis.brpop(1, "jobs");
    assertThat(agent.spans())
        .allSatisfy(span -> assertThat(text(span, "job.retry.destination")).isNull());
  }

  @Test
  void aJobWhoseLastCallFailedHasFailed() {
    jedis.set("word", "x");
    take("failing");
    assertThatThrownBy(() -> send("incr", "word")).isInstanceOf(JedisDataException.class);
    jedis.set("recorded", "failed");
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.status")).isEqualTo("failed");
    agent
        .metric("image_processing_errors_total")
        .with("error_type", "JedisDataException")
        .hasValue(1);
  }

  @Test
  void aJobThatRetriedWithSuccessHasCompleted() {
    jedis.set("word", "x");
    take("retrying");
    assertThatThrownBy(() -> send("incr", "word")).isInstanceOf(JedisDataException.class);
    send("incr", "number");
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.status")).isEqualTo("completed");
  }

  @InProcessOnly
  @Test
  void aJobThatLoggedATimeoutHasTimedOut() {
    take("slow");
    Jobs.errorLogged(new IllegalStateException(new TimeoutException()));
    jedis.set("recorded", "timeout");
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.status")).isEqualTo("timeout");
  }

  @InProcessOnly
  @Test
  void aJobThatOnlyLoggedAnErrorHasFailed() {
    take("poisoned, and no JSON at all");
    Jobs.errorLogged(null);
    jedis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.status")).isEqualTo("failed");
  }

  @Test
  void takingAtOnceBeginsAJobToo() {
    send("rpush", "tasks", ELEMENT);
    agent.forget();
    jedis.lpop("tasks");
    jedis.lpop("tasks");
    assertThat(agent.traces())
        .isEqualTo(List.of("CLIENT redis LPOP", "CONSUMER job tasks", "CLIENT redis LPOP"));
  }

  /** Calls a method whose result is of another type in other versions. */
  private void send(String method, String key, String... elements) {
    try {
      if (elements.length == 0) {
        Jedis.class.getMethod(method, String.class).invoke(jedis, key);
      } else {
        Jedis.class.getMethod(method, String.class, String[].class).invoke(jedis, key, elements);
      }
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private void take(String element) {
    send("lpush", "jobs", element);
    agent.forget();
    assertThat(jedis.brpop(1, "jobs")).isNotNull();
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  private static long batchSize(String name) {
    return agent.span(name).getAttributes().get(AttributeKey.longKey("db.operation.batch.size"));
  }
}
