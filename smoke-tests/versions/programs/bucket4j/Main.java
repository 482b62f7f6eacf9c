/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.Refill;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

final class Main {
  @SuppressWarnings("deprecation") // What is there in all versions.
  static void main(String[] args) throws Exception {
    Bandwidth two = Bandwidth.classic(2, Refill.intervally(2, Duration.ofHours(1)));
    Bucket bucket = Buckets.of(two);
    Web.request("/taken", () -> bucket.tryConsume(1));
    Web.request("/remaining", () -> bucket.tryConsumeAndReturnRemaining(1).getRemainingTokens());
    Web.request("/rejected", () -> bucket.tryConsume(1));
    Web.request("/not-consumed", () -> bucket.tryConsumeAndReturnRemaining(1).isConsumed());
    Web.request(
        "/asynchronous", () -> CompletableFuture.supplyAsync(() -> bucket.tryConsume(1)).get());
    Web.request("/verbose", () -> bucket.asVerbose().tryConsume(1).getValue());
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Web.request("/scheduled", () -> Buckets.tryLater(bucket, timer).get());
  }
}
