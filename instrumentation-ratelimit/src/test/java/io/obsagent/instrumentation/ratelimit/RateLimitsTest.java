/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.Refill;
import io.github.bucket4j.VerboseResult;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.obsagent.testing.Agent;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rejections, each told once. */
class RateLimitsTest {
  private static final Bandwidth TWO =
      Bandwidth.classic(2, Refill.intervally(2, Duration.ofHours(1)));

  @RegisterExtension
  static final Agent agent =
      Agent.with(
              new Bucket4jInstrumentation(),
              new Resilience4jInstrumentation(),
              new GuavaRateLimiterInstrumentation())
          .rules(
              """
              metrics:
                rejections_total:
                  type: counter
                  on: event ratelimit.rejected
                  labels: {identifier: identifier, by: limiter}
              """);

  private static void assertRejections(String identifier, String limiter, int count) {
    agent
        .metric("rejections_total")
        .with("identifier", identifier)
        .with("by", limiter)
        .hasValue(count);
  }

  /** By reflection, for what builds buckets was moved between versions. */
  private static Bucket bucket() throws Exception {
    Object builder;
    try {
      builder = Bucket.class.getMethod("builder").invoke(null);
    } catch (NoSuchMethodException e) {
      builder = Class.forName("io.github.bucket4j.Bucket4j").getMethod("builder").invoke(null);
    }
    Object limited = builder.getClass().getMethod("addLimit", Bandwidth.class).invoke(builder, TWO);
    return (Bucket) limited.getClass().getMethod("build").invoke(limited);
  }

  @Test
  void aBucketThatIsEmptyRejects() throws Exception {
    Bucket bucket = bucket();
    assertThat(bucket.tryConsume(1)).isTrue();
    assertThat(bucket.tryConsumeAndReturnRemaining(1).isConsumed()).isTrue();
    assertRejections("unknown", "bucket4j", 0);
    assertThat(bucket.tryConsume(1)).isFalse();
    assertThat(bucket.tryConsumeAndReturnRemaining(1).isConsumed()).isFalse();
    assertRejections("unknown", "bucket4j", 2);
  }

  /** What a method returns that has another name, or is of another type, in some versions. */
  private static Object call(Object on, String method, Object... arguments) throws Exception {
    for (Method each : on.getClass().getMethods()) {
      if (each.getName().equals(method)
          && each.getParameterCount() == arguments.length
          && (arguments.length < 2 || each.getParameterTypes()[1] == long.class)) {
        each.setAccessible(true);
        return each.invoke(on, arguments);
      }
    }
    throw new NoSuchMethodException(method);
  }

  private static boolean isSince7() {
    return Arrays.stream(Bucket.class.getMethods())
        .anyMatch(method -> method.getName().equals("asBlocking"));
  }

  @Test
  void allViewsOfABucketReject() throws Exception {
    Bucket bucket = bucket();
    Object verbose = call(bucket, "asVerbose");
    Object blocking = call(bucket, isSince7() ? "asBlocking" : "asScheduler");
    Object scheduler = call(bucket, isSince7() ? "asScheduler" : "asAsyncScheduler");
    assertThat(bucket.tryConsume(2)).isTrue();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    call(verbose, "tryConsume", 1L);
    call(verbose, "tryConsumeAndReturnRemaining", 1L);
    assertThat(call(blocking, "tryConsume", 1L, 1L)).isEqualTo(false);
    assertThat(call(blocking, "tryConsumeUninterruptibly", 1L, 1L)).isEqualTo(false);
    CompletableFuture<?> later =
        (CompletableFuture<?>) call(scheduler, "tryConsume", 1L, 1L, timer);
    assertThat(later.get()).isEqualTo(false);
    timer.shutdown();
    assertRejections("unknown", "bucket4j", 5);
  }

  /** An asynchronous bucket of two tokens, which answers when it is let. */
  private static Object asynchronous(CompletableFuture<Void> let) throws Exception {
    if (!isSince7()) {
      return call(bucket(), "asAsync");
    }
    String distributed = "io.github.bucket4j.distributed.";
    Class<?> entryType = Class.forName(distributed + "remote.MutableBucketEntry");
    Object entry = entryType.getConstructor(byte[].class).newInstance((Object) null);
    InvocationHandler executor =
        (proxy, method, arguments) ->
            let.thenApply(
                ignored -> {
                  try {
                    return Class.forName(distributed + "remote.RemoteCommand")
                        .getMethod("execute", entryType, long.class)
                        .invoke(arguments[0], entry, 1L);
                  } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                  }
                });
    Class<?> executorType = Class.forName(distributed + "proxy.AsyncCommandExecutor");
    Object builder = BucketConfiguration.class.getMethod("builder").invoke(null);
    builder = builder.getClass().getMethod("addLimit", Bandwidth.class).invoke(builder, TWO);
    Object configuration = builder.getClass().getMethod("build").invoke(builder);
    Supplier<CompletableFuture<?>> configured =
        () -> CompletableFuture.completedFuture(configuration);
    return Class.forName(distributed + "proxy.DefaultAsyncBucketProxy")
        .getConstructors()[0]
        .newInstance(
            Proxy.newProxyInstance(
                RateLimitsTest.class.getClassLoader(), new Class<?>[] {executorType}, executor),
            Class.forName(distributed + "proxy.RecoveryStrategy").getEnumConstants()[0],
            configured,
            null,
            BucketListener.NOPE);
  }

  @Test
  void anAsynchronousBucketRejectsOnceWhenItAnswers() throws Exception {
    CompletableFuture<Void> let = new CompletableFuture<>();
    Object bucket = asynchronous(let);
    Object verbose = call(bucket, "asVerbose");
    List<Object> answers = new ArrayList<>();
    agent.request(
        "request",
        () -> {
          answers.add(call(bucket, "tryConsume", 1L));
          answers.add(call(bucket, "tryConsume", 3L));
          answers.add(call(bucket, "tryConsumeAndReturnRemaining", 3L));
          answers.add(call(verbose, "tryConsume", 3L));
          answers.add(call(verbose, "tryConsumeAndReturnRemaining", 3L));
          Thread elsewhere = new Thread(() -> let.complete(null));
          elsewhere.start();
          elsewhere.join();
        });
    List<Object> got = new ArrayList<>();
    for (Object answer : answers) {
      Object value = ((CompletableFuture<?>) answer).get();
      value = value instanceof VerboseResult<?> ? call(value, "getValue") : value;
      got.add(value instanceof ConsumptionProbe probe ? probe.isConsumed() : value);
    }
    assertThat(got).containsExactlyInAnyOrder(true, false, false, false, false);
    assertRejections("anonymous", "bucket4j", 4);
  }

  @Test
  void withinARequestWithoutARouteARejectionSaysWhoAsked() throws Exception {
    Bucket bucket = bucket();
    agent.request("request", () -> assertThat(bucket.tryConsume(3)).isFalse());
    assertRejections("anonymous", "bucket4j", 1);
  }

  @Test
  void aRateLimiterOfResilience4jRejectsByItsName() {
    io.github.resilience4j.ratelimiter.RateLimiter limiter =
        io.github.resilience4j.ratelimiter.RateLimiter.of(
            "backend",
            RateLimiterConfig.custom()
                .limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofHours(1))
                .timeoutDuration(Duration.ZERO)
                .build());
    assertThat(limiter.acquirePermission()).isTrue();
    assertRejections("backend", "resilience4j", 0);
    assertThat(limiter.acquirePermission()).isFalse();
    assertThatThrownBy(() -> limiter.executeRunnable(() -> {}))
        .isInstanceOf(RequestNotPermitted.class);
    assertThat(limiter.reservePermission()).isNegative();
    assertRejections("backend", "resilience4j", 3);
  }

  @Test
  void aRateLimiterOfGuavaRejectsOnlyWhereItIsTried() {
    RateLimiter limiter = RateLimiter.create(0.001);
    assertThat(limiter.tryAcquire()).isTrue();
    assertThat(limiter.tryAcquire()).isFalse();
    assertThat(limiter.tryAcquire(2)).isFalse();
    assertThat(limiter.tryAcquire(1, 1, TimeUnit.MILLISECONDS)).isFalse();
    assertRejections("unknown", "guava", 3);
  }
}
