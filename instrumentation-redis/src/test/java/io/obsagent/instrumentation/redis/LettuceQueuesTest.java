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
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
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
import java.util.concurrent.Future;
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
    for (int i = 0; i < 6; i++) {
      CompletionStage<?> done = callback(i);
      add(element.replace("}", i + "}"));
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
      case 2:
        return take().thenApply(taken -> connection.async().set("worked", "1"));
      case 3:
        return take().handle((taken, error) -> connection.async().set("worked", "1"));
      case 4:
        return take().thenRun(() -> connection.async().set("worked", "1"));
      default:
        return take().whenComplete((taken, error) -> connection.async().set("worked", "1"));
    }
  }

  /** Adds an element while the test's own connection waits for one. */
  private static void add(String element) {
    try (StatefulRedisConnection<String, String> adding = client.connect()) {
      adding.sync().lpush("jobs", element);
    }
  }

  @Test
  void whatFollowsACallbackAtOnceIsPartOfItsJob() throws Exception {
    CompletionStage<?> done =
        take()
            .thenApply(KeyValue::getValue)
            .handle((value, error) -> value.length())
            .thenAccept(length -> connection.async().set("worked", "1"));
    add(element);
    done.toCompletableFuture().get();
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis SET");
  }

  @Test
  void allThatIsCalledAtOnceIsOneJob() throws Exception {
    RedisFuture<KeyValue<String, String>> taken = take();
    CompletionStage<?> first = taken.thenAccept(it -> connection.async().set("worked", "1"));
    CompletionStage<?> other = taken.thenRun(() -> connection.async().get("worked"));
    add(element);
    first.toCompletableFuture().get();
    other.toCompletableFuture().get();
    agent.spans(4);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis GET\n  CLIENT redis SET");
  }

  @Test
  void aStageThatFailsAtOnceFailsTheJobOfTheCallbackBefore() {
    CompletionStage<?> done =
        take()
            .thenApply(KeyValue::getValue)
            .thenApply(Integer::parseInt)
            .exceptionally(error -> 0)
            .thenRun(() -> {});
    add(element);
    done.toCompletableFuture().join();
    assertFailed(NumberFormatException.class);
  }

  @Test
  void aStageThatWasCanceledOrTooLateDoesNotFailTheJob() throws Exception {
    RedisFuture<KeyValue<String, String>> taken = take();
    CompletionStage<String> canceled = taken.thenApply(KeyValue::getValue);
    canceled.toCompletableFuture().cancel(true);
    CompletionStage<String> late = taken.thenApply(KeyValue::getValue);
    late.toCompletableFuture().completeExceptionally(new TimeoutException());
    CompletionStage<?> done = taken.thenAccept(it -> {});
    add(element);
    done.toCompletableFuture().get();
    assertThat(agent.span("job jobs").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void whatIsGivenToATakeThatIsOverIsAJobForTheTimeOfTheCall() throws Exception {
    redis.lpush("jobs", element);
    CompletableFuture<KeyValue<String, String>> taken = take().toCompletableFuture();
    while (!taken.isDone()) {
      Thread.onSpinWait();
    }
    taken.thenApply(it -> redis.set("worked", "1"));
    redis.get("after");
    agent.spans(4);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis SET", "CLIENT redis GET");
  }

  @Test
  @InProcessOnly
  void aWorkerIsHeardOfAsLongAsItWaitsAndNoLonger() throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor(it -> new Thread(it, "waits"));
    Future<KeyValue<String, String>> taken = worker.submit(() -> redis.brpop(20, "jobs"));
    double waiting = heardAfter("waits", 0);
    heardAfter("waits", waiting);
    add(element);
    assertThat(taken.get().getValue()).isEqualTo(element);
    assertSilent("waits");
    worker.submit(() -> redis.brpop(1, "nothing")).get();
    assertSilent("waits");
    worker.shutdown();
  }

  @Test
  @InProcessOnly
  void aWorkerThatGetsOneTakeOfTwoWaitsNoLonger() throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor(it -> new Thread(it, "prefetches"));
    redis.lpush("jobs", element);
    try (StatefulRedisConnection<String, String> other = client.connect()) {
      worker
          .submit(
              () -> {
                RedisFuture<KeyValue<String, String>> taken = take();
                other.async().brpop(5, "other-jobs");
                return taken.get();
              })
          .get();
      assertSilent("prefetches");
      worker.submit(() -> redis.rpop("no-jobs")).get(); // ends the job
    }
    worker.shutdown();
  }

  /** When a worker was last heard of, in seconds since the epoch; 0 when it never was. */
  private static double heard(String name) {
    for (Observed worker : Observations.WORKER.things()) {
      if (name.equals(worker.read("worker"))) {
        return (Double) worker.read("seen");
      }
    }
    return 0;
  }

  private static double heardAfter(String name, double earlier) throws InterruptedException {
    for (int i = 0; i < 10_000 && heard(name) <= earlier; i++) {
      Thread.sleep(1);
    }
    assertThat(heard(name)).isGreaterThan(earlier);
    return heard(name);
  }

  private static void assertSilent(String name) throws InterruptedException {
    double last = heard(name);
    Thread.sleep(20);
    assertThat(heard(name)).isPositive().isEqualTo(last);
  }

  @Test
  void aCallbackThatThrowsFailsItsJob() {
    CompletionStage<Void> done =
        take()
            .thenAccept(
                taken -> {
                  throw new IllegalArgumentException("no");
                });
    add(element);
    assertThatThrownBy(() -> done.toCompletableFuture().get())
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertFailed(IllegalArgumentException.class);
  }

  private static void assertFailed(Class<?> error) {
    SpanData job = agent.span("job jobs");
    assertThat(job.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(job.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo(error.getName());
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
