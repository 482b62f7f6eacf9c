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
import io.github.bucket4j.Refill;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.obsagent.testing.Agent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rejections, each told once. */
class RateLimitsTest {
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
    Bandwidth two = Bandwidth.classic(2, Refill.intervally(2, Duration.ofHours(1)));
    Object builder;
    try {
      builder = Bucket.class.getMethod("builder").invoke(null);
    } catch (NoSuchMethodException e) {
      builder = Class.forName("io.github.bucket4j.Bucket4j").getMethod("builder").invoke(null);
    }
    Object limited = builder.getClass().getMethod("addLimit", Bandwidth.class).invoke(builder, two);
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
