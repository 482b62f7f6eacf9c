/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

final class Main {
  static void main(String[] args) throws Exception {
    RateLimiter limiter =
        RateLimiter.of(
            "backend",
            RateLimiterConfig.custom()
                .limitForPeriod(2)
                .limitRefreshPeriod(Duration.ofHours(1))
                .timeoutDuration(Duration.ZERO)
                .build());
    Web.request("/taken", () -> limiter.acquirePermission());
    Web.request("/child", () -> limiter.executeCallable(Child::query));
    Web.request("/rejected", () -> limiter.acquirePermission());
    Web.request("/error", () -> limiter.executeCallable(Child::query));
    Web.request(
        "/asynchronous",
        () -> CompletableFuture.supplyAsync(() -> limiter.acquirePermission()).get());
  }
}
