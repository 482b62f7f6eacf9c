/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.Bucket4j;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** As it is done before 7. */
final class Buckets {
  private Buckets() {}

  static Bucket of(Bandwidth limit) {
    return Bucket4j.builder().addLimit(limit).build();
  }

  /** Tries to take one that is there in a nanosecond. */
  static CompletableFuture<Boolean> tryLater(Bucket bucket, ScheduledExecutorService timer) {
    return bucket.asAsyncScheduler().tryConsume(1, 1, timer);
  }
}
