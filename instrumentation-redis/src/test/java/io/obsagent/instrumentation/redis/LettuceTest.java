/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.vocabulary.CacheScope;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

class LettuceTest {
  private static final String ELEMENT = "{\"id\":\"job-0002\",\"image\":\"a.png\"}";

  @RegisterExtension
  static final Agent agent =
      Agent.with(new LettuceInstrumentation())
          .rules(
              """
              metrics:
                lookups_total:
                  type: counter
                  on: event cache.get
                  labels: {cache: cache, system: system, hit: hit}
              """);

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
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    server.close();
  }

  @BeforeEach
  void connect() {
    connection = client.connect();
    redis = connection.sync();
    redis.ping();
    agent.span("redis PING");
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Test
  void aGetIsOneClientOperation() throws Exception {
    agent.root("test", () -> assertThat(redis.get("user:1234")).isNull());
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT redis GET");
    SpanData span = agent.span("redis GET");
    assertThat(text(span, "db.system.name")).isEqualTo("redis");
    assertThat(text(span, "db.operation.name")).isEqualTo("GET");
    assertThat(text(span, "db.query.text")).isEqualTo("GET user:{}");
    assertThat(text(span, "server.address")).isEqualTo(server.host());
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo(server.port());
  }

  @Test
  void aValueOfAnySizeIsSentAndNotRecorded() {
    redis.set("word", "x".repeat(100_000));
    assertThat(text(agent.span("redis SET"), "db.query.text"))
        .startsWith("SET word")
        .doesNotContain("xx");
    assertThat(redis.get("word")).hasSize(100_000);
  }

  @Test
  void readsAreLookUpsInACache() {
    redis.set("plans:1", "a");
    redis.hset("hash", "there", "b");
    redis.get("plans:1");
    redis.get("plans:2");
    redis.mget("plans:1", "plans:2", "plans:3");
    redis.hget("hash", "there");
    assertLookups("plans", "true", 2);
    assertLookups("plans", "false", 3);
    assertLookups("redis", "true", 1);
  }

  @Test
  @InProcessOnly
  void aReadWithinALookUpOfAnotherCacheIsPartOfThat() {
    CacheScope scope = CacheScope.enter();
    redis.get("within:1");
    scope.leave();
    assertLookups("within", "false", 0);
    redis.get("within:1");
    assertLookups("within", "false", 1);
  }

  private static void assertLookups(String cache, String hit, int count) {
    agent.metric("lookups_total").with("cache", cache).with("hit", hit).hasValue(count);
  }

  @Test
  void anErrorReplyFailsTheOperation() {
    redis.set("word", "x");
    agent.forget();
    assertThatThrownBy(() -> redis.incr("word")).isInstanceOf(RedisCommandExecutionException.class);
    SpanData span = agent.span("redis INCR");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(span, "error.type")).isNotNull();
  }

  @Test
  void anAsynchronousCommandBelongsToItsCaller() throws Exception {
    agent.root("test", () -> connection.async().set("a", "1").get());
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT redis SET");
  }

  @Test
  void aReactiveCommandBelongsToItsSubscriber() throws Exception {
    agent.root("test", () -> connection.reactive().set("a", "1").block());
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT redis SET");
  }

  @Test
  void aReactiveCommandIsAnOperationForEachSubscription() throws Exception {
    Mono<String> get = connection.reactive().get("b");
    assertThat(agent.spans()).isEmpty();
    agent.root("first", () -> get.block());
    agent.root("second", () -> get.block());
    agent.spans(4);
    assertThat(agent.traces())
        .containsExactly(
            "INTERNAL first\n  CLIENT redis GET", "INTERNAL second\n  CLIENT redis GET");
  }

  @Test
  void whatACallbackStartsBelongsToTheCallerOfTheCommand() throws Exception {
    redis.set("word", "x");
    agent.spans(1);
    agent.forget();
    List<CompletableFuture<Void>> called = new ArrayList<>();
    connection.setAutoFlushCommands(false);
    agent.root(
        "test",
        () -> {
          called.add(connection.async().get("a").thenAccept(value -> work()).toCompletableFuture());
          called.add(
              connection
                  .async()
                  .incr("word")
                  .handle((value, error) -> error == null ? null : work())
                  .toCompletableFuture());
        });
    called.add(connection.async().get("b").thenAccept(value -> work()).toCompletableFuture());
    connection.setAutoFlushCommands(true);
    connection.flushCommands();
    for (CompletableFuture<Void> each : called) {
      each.get();
    }
    agent.spans(5);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL test\n  INTERNAL callback\n  INTERNAL callback",
            "CLIENT redis PIPELINE",
            "INTERNAL callback");
  }

  @Test
  void whatTheCallbackOfACancelledCommandStartsBelongsToItsCaller() throws Exception {
    connection.setAutoFlushCommands(false);
    List<RedisFuture<String>> sent = new ArrayList<>();
    agent.root(
        "test",
        () -> {
          sent.add(connection.async().get("a"));
          sent.get(0).whenComplete((value, error) -> work());
        });
    sent.get(0).cancel(true);
    connection.setAutoFlushCommands(true);
    connection.flushCommands();
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  INTERNAL callback");
  }

  @Test
  void whatACallbackStartsBelongsToTheCallerAlsoInATransaction() throws Exception {
    List<CompletableFuture<Void>> called = new ArrayList<>();
    redis.multi();
    agent.root(
        "test",
        () ->
            called.add(
                connection
                    .async()
                    .set("a", "1")
                    .thenAccept(value -> work())
                    .toCompletableFuture()));
    redis.exec();
    called.get(0).get();
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder("CLIENT redis MULTI", "INTERNAL test\n  INTERNAL callback");
  }

  @Test
  void whatAReactiveSignalStartsBelongsToTheSubscriber() throws Exception {
    redis.set("a", "1");
    agent.spans(1);
    agent.forget();
    CompletableFuture<String> called = new CompletableFuture<>();
    agent.root(
        "test",
        () -> connection.reactive().get("a").doOnNext(value -> work()).subscribe(called::complete));
    assertThat(called.get()).isEqualTo("1");
    assertThat(agent.trace(3)).isEqualTo("INTERNAL test\n  CLIENT redis GET\n  INTERNAL callback");
  }

  @InProcessOnly
  @Test
  void aCommandThatIsDoneKeepsNothingOfItsCaller() throws Exception {
    List<RedisFuture<String>> sent = new ArrayList<>();
    WeakReference<Object> kept = send(sent);
    sent.get(0).get();
    agent.spans(1);
    agent.forget();
    long end = System.nanoTime() + 10_000_000_000L;
    while (kept.get() != null && System.nanoTime() < end) {
      System.gc();
    }
    assertThat(kept.get()).isNull();
    assertThat(sent.get(0).isDone()).isTrue();
  }

  private WeakReference<Object> send(List<RedisFuture<String>> sent) {
    Object entry = new Object();
    try (Scope scope = Context.current().with(ContextKey.named("entry"), entry).makeCurrent()) {
      sent.add(connection.async().get("a"));
    }
    return new WeakReference<>(entry);
  }

  /** What a callback does. */
  private static Void work() {
    Agent.work("callback").run();
    return null;
  }

  @Test
  void whatIsPublishedIsAnOperationAndListeningIsNone() {
    try (StatefulRedisPubSubConnection<String, String> listener = client.connectPubSub()) {
      listener.sync().subscribe("news");
      redis.publish("news", "new");
      listener.sync().unsubscribe("news");
    }
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis PUBLISH");
  }

  @InProcessOnly
  @Test
  void anEntryOfAStreamIsAJobUntilTheNextRead() {
    redis.xadd("stream-jobs", "image", "0.png");
    redis.xgroupCreate(XReadArgs.StreamOffset.latest("stream-jobs"), "workers");
    agent.spans(2);
    agent.forget();
    redis.xadd("stream-jobs", "image", "a.png");
    SpanData enqueue = agent.span("enqueue stream-jobs");
    List<StreamMessage<String, String>> read = readGroup();
    assertThat(Operation.current().name()).isEqualTo("job stream-jobs");
    redis.xack("stream-jobs", "workers", read.get(0).getId());
    assertThat(readGroup()).isEmpty();
    assertThat(Operation.current()).isNull();
    SpanData job = agent.span("job stream-jobs");
    assertThat(text(job, "messaging.message.id")).isEqualTo(read.get(0).getId());
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(job.getTraceId());
    assertThat(agent.span("redis XACK").getTraceId()).isEqualTo(job.getTraceId());
  }

  @SuppressWarnings("unchecked")
  private List<StreamMessage<String, String>> readGroup() {
    return redis.xreadgroup(
        Consumer.from("workers", "me"), XReadArgs.StreamOffset.lastConsumed("stream-jobs"));
  }

  @Test
  void aReactiveErrorReplyFailsTheOperation() {
    redis.set("word", "x");
    agent.forget();
    assertThatThrownBy(() -> connection.reactive().incr("word").block())
        .isInstanceOf(RedisCommandExecutionException.class);
    assertThat(agent.span("redis INCR").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aTransactionIsOneOperation() {
    redis.multi();
    redis.set("a", "1");
    redis.get("a");
    redis.exec();
    assertThat(agent.trace()).isEqualTo("CLIENT redis MULTI");
    assertThat(
            agent
                .span("redis MULTI")
                .getAttributes()
                .get(AttributeKey.longKey("db.operation.batch.size")))
        .isEqualTo(2);
  }

  @Test
  void aTakeInVainIsNoOperation() {
    assertThat(redis.brpop(1, "jobs")).isNull();
    assertThat(agent.spans()).isEmpty();
  }

  @InProcessOnly
  @Test
  void aJobLastsFromItsTakeToTheNextAndIsWhatTheEnqueueLinksTo() {
    redis.lpush("jobs", ELEMENT);
    SpanData enqueue = agent.span("enqueue jobs");
    redis.brpop(1, "jobs");
    assertThat(Operation.current()).isNotNull();
    redis.set("done", "1");
    redis.brpop(1, "jobs");
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactly("PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis SET");
    SpanData job = agent.span("job jobs");
    assertThat(text(job, "job.status")).isEqualTo("completed");
    assertThat(text(job, "messaging.message.id")).isEqualTo("job-0002");
    assertThat(enqueue.getLinks()).hasSize(1);
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(job.getTraceId());
    assertThat(enqueue.getLinks().get(0).getSpanContext().getSpanId()).isEqualTo(job.getSpanId());
    agent.metric("jobs_processed_total").with("status", "completed").hasValue(1);
  }

  @Test
  void aJobWhoseLastCallFailedHasFailed() {
    redis.set("word", "x");
    take("failing");
    assertThatThrownBy(() -> redis.incr("word")).isInstanceOf(RedisCommandExecutionException.class);
    redis.set("recorded", "failed");
    redis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.status")).isEqualTo("failed");
  }

  @InProcessOnly
  @Test
  void aJobThatLoggedATimeoutHasTimedOut() {
    take("slow");
    Jobs.errorLogged(new TimeoutException());
    redis.set("recorded", "timeout");
    redis.brpop(1, "jobs");
    assertThat(text(agent.span("job jobs"), "job.status")).isEqualTo("timeout");
  }

  @Test
  void aTakeAsksForWhatIsLeftWithoutAnOperation() throws Exception {
    try (OtherProcess other = new OtherProcess(server)) {
      other.push("backlog-jobs", "an element of some length", "another one", "one more");
    }
    redis.brpop(1, "backlog-jobs");
    redis.del("backlog-jobs");
    agent.span("redis DEL");
    agent.metric("redis_queue_length").with("queue", "backlog-jobs").hasValue(2);
    redis.brpop(1, "backlog-jobs");
    assertThat(agent.trace(2)).isEqualTo("CONSUMER job backlog-jobs\n  CLIENT redis DEL");
  }

  private void take(String element) {
    redis.lpush("jobs", element);
    agent.span("enqueue jobs");
    agent.forget();
    assertThat(redis.brpop(1, "jobs")).isNotNull();
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  /** Adds to queues unseen by the agent, as another process does. */
  private record OtherProcess(Socket socket) implements AutoCloseable {
    OtherProcess(RedisServer server) throws IOException {
      this(new Socket(server.host(), server.port()));
    }

    void push(String key, String... elements) throws IOException {
      for (String element : elements) {
        String command = "LPUSH " + key + " \"" + element + "\"\r\n";
        socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo(':');
        while (socket.getInputStream().read() != '\n') {}
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
