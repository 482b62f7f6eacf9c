/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RBucket;
import org.redisson.api.RFuture;
import org.redisson.api.RLock;
import org.redisson.api.RPatternTopic;
import org.redisson.api.RScoredSortedSet;
import org.redisson.api.RStream;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

class RedissonTest {
  private static final String ELEMENT = "{\"id\":\"job-0003\",\"image\":\"a.png\"}";

  static {
    System.setProperty("obs.queue.channels", "jobs");
  }

  @RegisterExtension
  static final Agent agent =
      Agent.with(new RedissonInstrumentation())
          .rules(
              """
              metrics:
                lookups_total:
                  type: counter
                  on: event cache.get
                  labels: {cache: cache, system: system, hit: hit}
              """);

  private static RedisServer server;
  private static RedissonClient redisson;

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
    System.clearProperty("obs.queue.channels");
    redisson.shutdown(0, 5, TimeUnit.SECONDS);
    server.close();
  }

  @BeforeEach
  void forget() {
    agent.forget();
  }

  private static RBucket<String> bucket(String name) {
    return redisson.getBucket(name);
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  @Test
  void aGetIsOneClientOperation() throws Exception {
    agent.root("test", () -> assertThat(bucket("user:1234").get()).isNull());
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT redis GET");
    SpanData span = agent.span("redis GET");
    assertThat(text(span, "db.system.name")).isEqualTo("redis");
    assertThat(text(span, "db.operation.name")).isEqualTo("GET");
    assertThat(text(span, "db.query.text")).isEqualTo("GET user:{}");
    assertThat(text(span, "server.address")).isEqualTo(server.host());
    assertThat(text(span, "db.namespace")).isEqualTo("0");
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo(server.port());
  }

  @Test
  void valuesAreNeverTold() {
    bucket("user:5678").set("secret");
    SpanData span = agent.span("redis SET");
    assertThat(span.getAttributes().asMap().toString()).doesNotContain("secret").contains("SET");
  }

  @Test
  void aLookupFindsSomethingOrNot() {
    bucket("plan:a").set("1");
    assertThat(bucket("plan:a").get()).isEqualTo("1");
    assertThat(bucket("plan:b").get()).isNull();
    assertThat(redisson.getBuckets().get("plan:a", "plan:b", "plan:c")).hasSize(1);
    agent.spans(4);
    lookups("true", 2);
    lookups("false", 3);
  }

  private static void lookups(String hit, int count) {
    agent
        .metric("lookups_total")
        .with("cache", "plan")
        .with("system", "redis")
        .with("hit", hit)
        .hasValue(count);
  }

  @Test
  void anAsynchronousCommandBelongsToItsCaller() throws Exception {
    agent.root(
        "test",
        () -> {
          assertThat(redisson.getAtomicLong("visits").incrementAndGetAsync().get()).isEqualTo(1);
          assertThat(Operation.current().name()).isEqualTo("test");
        });
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT redis INCR");
  }

  @Test
  void anErrorReplyIsAnErrorByItsCode() {
    bucket("text").set("no list");
    assertThatThrownBy(() -> redisson.getQueue("text").add("a")).isInstanceOf(RedisException.class);
    SpanData span = agent.span("redis RPUSH");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(span, "error.type")).isEqualTo("WRONGTYPE");
    assertThat(span.getEvents().toString()).doesNotContain("no list");
  }

  @Test
  void aLockTakesAndReleasesWithinItsCaller() throws Exception {
    agent.root(
        "test",
        () -> {
          RLock lock = redisson.getLock("order");
          assertThat(lock.tryLock()).isTrue();
          lock.unlock();
          assertThat(lock.isLocked()).isFalse();
        });
    agent.span("redis EXISTS");
    assertThat(agent.traces()).singleElement().asString().startsWith("INTERNAL test\n");
  }

  @Test
  void aBatchIsOneOperation() {
    RBatch batch = redisson.createBatch();
    batch.getBucket("a").setAsync("1");
    batch.getBucket("b").getAsync();
    assertThat(batch.execute().getResponses()).hasSize(2);
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis PIPELINE");
    assertThat(batchSize(agent.span("redis PIPELINE"))).isEqualTo(2);
  }

  @Test
  void aTransactionIsOneOperation() {
    RBatch batch =
        redisson.createBatch(
            BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.IN_MEMORY_ATOMIC));
    batch.getBucket("a").setAsync("1");
    batch.getBucket("b").getAsync();
    batch.execute();
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis MULTI");
    assertThat(batchSize(agent.span("redis MULTI"))).isEqualTo(2);
  }

  private static Long batchSize(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("db.operation.batch.size"));
  }

  @Test
  @InProcessOnly
  void aWorkerIsHeardOfNoLongerWhenItHasWhatItWaitedFor() throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor(it -> new Thread(it, "redisson"));
    RBlockingQueue<String> queue = redisson.getBlockingQueue("heard-jobs");
    queue.add("an element of some length");
    worker.submit(() -> queue.poll(5, TimeUnit.SECONDS)).get();
    double last = heard();
    Thread.sleep(20);
    assertThat(heard()).isEqualTo(last);
    worker.submit(() -> queue.poll(1, TimeUnit.SECONDS)).get();
    last = heard();
    Thread.sleep(20);
    assertThat(heard()).isEqualTo(last);
    worker.shutdown();
  }

  /** When the worker was last heard of, in seconds since the epoch. */
  private static double heard() {
    for (Observed worker : Observations.WORKER.things()) {
      if ("redisson".equals(worker.read("worker"))) {
        return (Double) worker.read("seen");
      }
    }
    throw new AssertionError("no such worker");
  }

  @Test
  void aMessageIsAJobWhileItsListenerIsTold() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    RTopic news = redisson.getTopic("news");
    RTopic jobs = redisson.getTopic("jobs");
    news.addListener(String.class, (channel, message) -> bucket("read").set("1"));
    jobs.addListener(
        String.class,
        (channel, message) -> {
          bucket("worked").set("1");
          told.complete(message);
        });
    agent.forget();
    jobs.publish("a message");
    assertThat(told.get()).isEqualTo("a message");
    agent.spans(3);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "PRODUCER enqueue jobs", "CONSUMER job jobs\n  CLIENT redis SET");
    jobs.removeAllListeners();
    news.removeAllListeners();
  }

  @Test
  void aMessageThatCameByAPatternIsOneOfItsChannel() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    RPatternTopic topic = redisson.getPatternTopic("j*");
    topic.addListener(String.class, (pattern, channel, message) -> told.complete(message));
    agent.forget();
    redisson.getTopic("jobs").publish("a message");
    told.get();
    agent.spans(2);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder("PRODUCER enqueue jobs", "CONSUMER job jobs");
    topic.removeAllListeners();
  }

  @Test
  void whatIsPublishedIsAnOperationAndListeningIsNone() {
    int listener = redisson.getTopic("news").addListener(String.class, (channel, message) -> {});
    redisson.getTopic("news").publish("new");
    redisson.getTopic("news").removeListener(listener);
    assertThat(agent.trace(1)).isEqualTo("CLIENT redis PUBLISH");
  }

  @Test
  @InProcessOnly
  void whatIsTakenFromAQueueIsAJobThatItsSenderIsLinkedTo() throws Exception {
    RBlockingQueue<String> queue = redisson.getBlockingQueue("mail-jobs");
    agent.root("request", () -> queue.add(ELEMENT));
    assertThat(queue.poll(5, TimeUnit.SECONDS)).isEqualTo(ELEMENT);
    assertThat(Operation.current().name()).isEqualTo("job mail-jobs");
    assertThat(queue.poll(1, TimeUnit.SECONDS)).isNull();
    SpanData job = agent.span("job mail-jobs");
    SpanData enqueue = agent.span("enqueue mail-jobs");
    assertThat(text(job, "messaging.message.id")).isEqualTo("job-0003");
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(job.getTraceId());
  }

  @Test
  @InProcessOnly
  void whatAThreadGetsOfTheAsynchronousApiIsAJob() throws Exception {
    RBlockingQueue<String> queue = redisson.getBlockingQueue("later-jobs");
    RFuture<String> taken = queue.takeAsync();
    assumeThat(taken.getClass().getSimpleName()).isEqualTo("CompletableFutureWrapper");
    queue.add("{\"id\":\"job-0004\"}");
    assertThat(taken.get()).contains("job-0004");
    assertThat(Operation.current().name()).isEqualTo("job later-jobs");
    assertThat(queue.pollAsync(10, TimeUnit.MILLISECONDS).get()).isNull();
    assertThat(Operation.current()).isNull();
    assertThat(text(agent.span("job later-jobs"), "messaging.message.id")).isEqualTo("job-0004");
  }

  @Test
  @InProcessOnly
  void whatIsDueAndRemovedFromASortedSetIsAJob() {
    RScoredSortedSet<String> delayed = redisson.getScoredSortedSet("delayed-jobs");
    delayed.add(5, "{\"id\":\"job-0005\"}");
    for (String due : delayed.valueRange(0, true, 10, true)) {
      assertThat(delayed.remove(due)).isTrue();
    }
    assertThat(Operation.current().name()).isEqualTo("job delayed-jobs");
    assertThat(delayed.valueRange(0, true, 10, true)).isEmpty();
    assertThat(Operation.current()).isNull();
    assertThat(text(agent.span("job delayed-jobs"), "messaging.message.id")).isEqualTo("job-0005");
  }

  @Test
  @InProcessOnly
  void whatIsReadOfAStreamIsAJobUntilTheNextRead() throws Exception {
    RStream<String, String> stream = redisson.getStream("stream-jobs");
    Streams.create(stream, "workers");
    agent.forget();
    agent.root("request", () -> Streams.add(stream, "id", "1"));
    assertThat(Streams.read(stream, "workers")).hasSize(1);
    assertThat(Operation.current().name()).isEqualTo("job stream-jobs");
    assertThat(Streams.read(stream, "workers")).isNullOrEmpty();
    assertThat(Operation.current()).isNull();
    SpanData job = agent.span("job stream-jobs");
    SpanData enqueue = agent.span("enqueue stream-jobs");
    assertThat(enqueue.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(job.getTraceId());
    agent.metric("redis_enqueue_operations_total").with("queue", "stream-jobs").hasValue(1);
  }

  /** Streams, whose methods differ by version. */
  private static final class Streams {
    private static final Class<?> ADD = find("Add");
    private static final Class<?> CREATE = find("CreateGroup");
    private static final Class<?> READ = find("ReadGroup");

    private static Class<?> find(String name) {
      try {
        return Class.forName("org.redisson.api.stream.Stream" + name + "Args");
      } catch (ClassNotFoundException e) {
        return null;
      }
    }

    static void create(RStream<String, String> stream, String group) throws Exception {
      if (CREATE == null) {
        stream.createGroup(group);
        return;
      }
      Object name = CREATE.getMethod("name", String.class).invoke(null, group);
      Object arguments = CREATE.getMethod("makeStream").invoke(name);
      RStream.class.getMethod("createGroup", CREATE).invoke(stream, arguments);
    }

    static void add(RStream<String, String> stream, String field, String value) throws Exception {
      if (ADD == null) {
        stream.add(field, value);
        return;
      }
      Object arguments =
          ADD.getMethod("entry", Object.class, Object.class).invoke(null, field, value);
      RStream.class.getMethod("add", ADD).invoke(stream, arguments);
    }

    static Map<?, ?> read(RStream<String, String> stream, String group) throws Exception {
      if (READ == null) {
        return stream.readGroup(group, "me");
      }
      Object arguments = READ.getMethod("neverDelivered").invoke(null);
      return (Map<?, ?>)
          RStream.class
              .getMethod("readGroup", String.class, String.class, READ)
              .invoke(stream, group, "me", arguments);
    }
  }
}
