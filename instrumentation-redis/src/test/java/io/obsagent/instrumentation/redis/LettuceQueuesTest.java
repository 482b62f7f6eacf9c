/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.Consumer;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways in which elements get into queues and out of them, and commands sent together. */
class LettuceQueuesTest {
  @RegisterExtension static final Agent agent = Agent.with(new LettuceInstrumentation());

  private static RedisServer server;
  private static RedisClient client;
  private StatefulRedisConnection<String, String> connection;
  private RedisCommands<String, String> redis;

  /** Another one in each test, for an element that was seen before is not linked. */
  private String element;

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
  void connect(TestInfo test) {
    element = "{\"id\":\"lettuce-" + test.getTestMethod().orElseThrow().getName() + "\"}";
    connection = client.connect();
    redis = connection.sync();
    redis.flushall();
    agent.span("redis FLUSHALL");
    agent.forget();
  }

  @AfterEach
  void disconnect() {
    redis.rpop("no-jobs"); // ends the last job
    connection.close();
  }

  private SpanData job(String queue) {
    redis.set("worked", "1");
    redis.brpop(1, "nothing");
    SpanData job = agent.span("job " + queue);
    assertThat(agent.span("redis SET").getParentSpanId()).isEqualTo(job.getSpanId());
    return job;
  }

  private static void assertLinked(SpanData enqueue, SpanData job) {
    assertThat(enqueue.getLinks().get(0).getSpanContext().getSpanId()).isEqualTo(job.getSpanId());
  }

  @Test
  void whatIsAddedToASortedSetAndPoppedIsAJob() {
    redis.zadd("delayed-jobs", 5, element);
    SpanData enqueue = agent.span("enqueue delayed-jobs");
    assertThat(redis.zpopmin("delayed-jobs").getValue()).isEqualTo(element);
    assertLinked(enqueue, job("delayed-jobs"));
  }

  @Test
  void whatIsWaitedForInASortedSetIsAJob() {
    redis.zadd("delayed-jobs", 5, element);
    SpanData enqueue = agent.span("enqueue delayed-jobs");
    assertThat(redis.bzpopmin(1, "delayed-jobs").getValue().getValue()).isEqualTo(element);
    assertLinked(enqueue, job("delayed-jobs"));
  }

  @Test
  void whatIsDueAndRemovedIsAJob() {
    redis.zadd("delayed-jobs", 5, element);
    SpanData enqueue = agent.span("enqueue delayed-jobs");
    assertThat(redis.zrangebyscore("delayed-jobs", Range.create(0, 10))).containsExactly(element);
    assertThat(redis.zrem("delayed-jobs", element)).isEqualTo(1);
    assertLinked(enqueue, job("delayed-jobs"));
  }

  @Test
  void anEntryThatIsClaimedIsAJob() {
    redis.xadd("stream-jobs", "image", "0.png");
    redis.xgroupCreate(XReadArgs.StreamOffset.latest("stream-jobs"), "workers");
    String id = redis.xadd("stream-jobs", "image", "a.png");
    read();
    job("stream-jobs");
    agent.forget();
    assertThat(redis.xclaim("stream-jobs", Consumer.from("workers", "other"), 0, id)).hasSize(1);
    job("stream-jobs");
  }

  @SuppressWarnings("unchecked")
  private void read() {
    redis.xreadgroup(
        Consumer.from("workers", "me"), XReadArgs.StreamOffset.lastConsumed("stream-jobs"));
  }

  @Test
  void whatAThreadAwaitsOfTheAsynchronousApiIsAJob() throws Exception {
    redis.lpush("jobs", element);
    SpanData enqueue = agent.span("enqueue jobs");
    var taken = connection.async().brpop(5, "jobs");
    assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(taken.get().getValue()).isEqualTo(element);
    assertLinked(enqueue, job("jobs"));
  }

  private RedisFuture<KeyValue<String, String>> take() {
    return connection.async().brpop(5, "jobs");
  }

  @Test
  void whatAThreadGetsOfTheAsynchronousApiIsAJob() throws Exception {
    List<Callable<KeyValue<String, String>>> ways =
        List.of(
            () -> take().get(),
            () -> take().get(20, TimeUnit.SECONDS),
            () -> take().toCompletableFuture().join(),
            () -> take().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).get(),
            () -> {
              CompletableFuture<KeyValue<String, String>> taken = take().toCompletableFuture();
              while (taken.getNow(null) == null) {
                Thread.onSpinWait();
              }
              return taken.getNow(null);
            });
    for (int i = 0; i < ways.size(); i++) {
      String each = element.replace("}", i + "}");
      redis.lpush("jobs", each);
      SpanData enqueue = agent.span("enqueue jobs");
      assertThat(ways.get(i).call().getValue()).isEqualTo(each);
      assertLinked(enqueue, job("jobs"));
      agent.forget();
    }
  }

  @Test
  void whatIsGotAgainIsNoOtherJob() throws Exception {
    redis.lpush("jobs", element);
    RedisFuture<KeyValue<String, String>> taken = take();
    taken.await(20, TimeUnit.SECONDS);
    assertThat(taken.get()).isEqualTo(taken.get());
    job("jobs");
    taken.get();
    redis.brpop(1, "nothing");
    agent.span("job jobs");
  }

  @Test
  void whatIsNotThereIsNoJob() throws Exception {
    assertThat(connection.async().rpop("jobs").get()).isNull();
    RedisFuture<KeyValue<String, String>> waiting = take();
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(waiting.toCompletableFuture().getNow(null)).isNull();
    assertThat(agent.traces()).isEqualTo(List.of("CLIENT redis RPOP"));
    waiting.cancel(true);
  }

  @Test
  void whatACallbackGetsIsAJobForTheTimeOfTheCall() throws Exception {
    for (int i = 0; i < 3; i++) {
      String each = element.replace("}", i + "}");
      CompletionStage<?> done = callback(i);
      try (StatefulRedisConnection<String, String> adding = client.connect()) {
        adding.sync().lpush("jobs", each);
      }
      done.toCompletableFuture().get();
      SpanData job = agent.span("job jobs");
      assertThat(agent.span("redis SET").getParentSpanId()).isEqualTo(job.getSpanId());
      agent.span("enqueue jobs");
      agent.forget();
    }
  }

  private CompletionStage<?> callback(int way) {
    switch (way) {
      case 0:
        return take().thenAccept(taken -> connection.async().set("worked", "1"));
      case 1:
        return take().thenCompose(taken -> connection.async().set("worked", "1"));
      default:
        return take().whenComplete((taken, error) -> connection.async().set("worked", "1"));
    }
  }

  @Test
  void aCallbackThatThrowsFailsItsJob() {
    CompletionStage<Void> done =
        take()
            .thenAccept(
                taken -> {
                  throw new IllegalArgumentException("no");
                });
    try (StatefulRedisConnection<String, String> adding = client.connect()) {
      adding.sync().lpush("jobs", element);
    }
    assertThatThrownBy(() -> done.toCompletableFuture().get())
        .hasCauseInstanceOf(IllegalArgumentException.class);
    SpanData job = agent.span("job jobs");
    assertThat(job.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(job.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo(IllegalArgumentException.class.getName());
  }

  @Test
  void aCallbackOnAnExecutorIsAJobThere() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    redis.lpush("jobs", element);
    take().thenAcceptAsync(taken -> redis.set("worked", "1"), executor).toCompletableFuture().get();
    executor.shutdown();
    SpanData job = agent.span("job jobs");
    assertLinked(agent.span("enqueue jobs"), job);
    assertThat(agent.span("redis SET").getParentSpanId()).isEqualTo(job.getSpanId());
  }

  @Test
  void aCallbackThatTakesAgainIsALoopOfJobs() throws Exception {
    CompletableFuture<String> last = new CompletableFuture<>();
    takeAgain(last);
    try (StatefulRedisConnection<String, String> adding = client.connect()) {
      for (int i = 0; i < 3; i++) {
        adding.sync().lpush("jobs", element.replace("}", i + "}"));
      }
      last.get();
      agent.spans(6);
    }
    assertThat(agent.traces())
        .containsOnly("PRODUCER enqueue jobs", "CONSUMER job jobs")
        .hasSize(6);
  }

  private void takeAgain(CompletableFuture<String> last) {
    take()
        .thenAccept(
            taken -> {
              if (taken.getValue().contains("2}")) {
                last.complete(taken.getValue());
              } else {
                takeAgain(last);
              }
            });
  }

  @Test
  void aTakeThatTheApplicationMadeIsStillItsOwn() throws Exception {
    redis.lpush("jobs", element);
    AsyncCommand<String, String, String> own = command(CommandType.RPOP, "jobs");
    RedisCommand<String, String, String> dispatched = connection.dispatch(own);
    assertThat(own.get()).isEqualTo(element);
    assertThat(dispatched).isEqualTo(own).hasSameHashCodeAs(own).hasToString(own.toString());
  }

  @Test
  void aTakeThatTheApplicationCancelsBeforeItIsSentTakesNothing() {
    redis.lpush("jobs", element);
    connection.setAutoFlushCommands(false);
    AsyncCommand<String, String, String> own = command(CommandType.RPOP, "jobs");
    RedisCommand<String, String, String> dispatched = connection.dispatch(own);
    own.cancel(true);
    connection.flushCommands();
    connection.setAutoFlushCommands(true);
    assertThat(dispatched.isCancelled()).isTrue();
    assertThat(redis.llen("jobs")).isEqualTo(1);
  }

  @Test
  void aTakeInATransactionYieldsWhatItDid() throws Exception {
    redis.lpush("jobs", element);
    redis.multi();
    RedisFuture<String> taken = connection.async().rpop("jobs");
    assertThat(redis.exec().<String>get(0)).isEqualTo(element);
    assertThat(taken.get()).isEqualTo(element);
  }

  @Test
  void whatIsFlushedTogetherIsOneOperation() throws Exception {
    connection.setAutoFlushCommands(false);
    connection.async().set("a", "1");
    var reply = connection.async().get("a");
    assertThat(agent.spans()).isEmpty();
    agent.root(
        "test",
        () -> {
          connection.flushCommands();
          assertThat(reply.get()).isEqualTo("1");
        });
    connection.setAutoFlushCommands(true);
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT redis PIPELINE");
    assertThat(batchSize(agent.span("redis PIPELINE"))).isEqualTo(2);
    assertThat(
            agent.span("redis PIPELINE").getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo(server.port());
    redis.get("a");
    agent.span("redis GET");
  }

  private static Long batchSize(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("db.operation.batch.size"));
  }

  @Test
  void eachFlushIsAnOperationAndASingleCommandIsItself() throws Exception {
    connection.setAutoFlushCommands(false);
    var first = connection.async().get("a");
    connection.flushCommands();
    first.get();
    connection.async().set("a", "1");
    connection.async().set("b", "1");
    var last = connection.async().set("c", "1");
    connection.setAutoFlushCommands(true);
    connection.flushCommands();
    last.get();
    connection.flushCommands();
    agent.spans(2);
    assertThat(agent.traces()).isEqualTo(List.of("CLIENT redis GET", "CLIENT redis PIPELINE"));
    assertThat(batchSize(agent.span("redis PIPELINE"))).isEqualTo(3);
  }

  @Test
  void anErrorReplyFailsWhatWasFlushed() throws Exception {
    redis.set("word", "x");
    agent.span("redis SET");
    agent.forget();
    connection.setAutoFlushCommands(false);
    var failing = connection.async().incr("word");
    var last = connection.async().get("word");
    connection.flushCommands();
    last.get();
    assertThat(failing.getError()).startsWith("ERR");
    connection.setAutoFlushCommands(true);
    assertThat(agent.span("redis PIPELINE").getStatus().getStatusCode())
        .isEqualTo(StatusCode.ERROR);
  }

  @Test
  void anEnqueueThatIsFlushedWithOthersIsLinked() throws Exception {
    connection.setAutoFlushCommands(false);
    connection.async().set("a", "1");
    var pushed = connection.async().lpush("jobs", element);
    connection.flushCommands();
    pushed.get();
    connection.setAutoFlushCommands(true);
    SpanData enqueue = agent.span("enqueue jobs");
    agent.forget();
    redis.brpop(1, "jobs");
    assertLinked(enqueue, job("jobs"));
  }

  @Test
  void commandsDispatchedTogetherAreOneOperation() {
    connection.dispatch(List.of(get("a"), get("b"), get("c")));
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis PIPELINE");
    assertThat(batchSize(agent.span("redis PIPELINE"))).isEqualTo(3);
  }

  private static AsyncCommand<String, String, String> get(String key) {
    return command(CommandType.GET, key);
  }

  private static AsyncCommand<String, String, String> command(CommandType type, String key) {
    var codec = StringCodec.UTF8;
    return new AsyncCommand<>(
        new Command<>(type, new ValueOutput<>(codec), new CommandArgs<>(codec).addKey(key)));
  }

  @Test
  void whatIsNeverFlushedLeavesNothingOpen() {
    connection.setAutoFlushCommands(false);
    connection.async().get("a");
    connection.close();
    assertThat(agent.spans()).isEmpty();
    connection = client.connect();
    redis = connection.sync();
  }
}
