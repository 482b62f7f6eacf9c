/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** As it is done since 7. */
final class Buckets {
  private Buckets() {}

  static Bucket of(Bandwidth limit) {
    return Bucket.builder().addLimit(limit).build();
  }

  /** Tries to take one that is there in a nanosecond. */
  static CompletableFuture<Boolean> tryLater(Bucket bucket, ScheduledExecutorService timer) {
    return bucket.asScheduler().tryConsume(1, 1, timer);
  }
}
