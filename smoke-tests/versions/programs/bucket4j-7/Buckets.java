/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;

/** As it is done since 7. */
final class Buckets {
  private Buckets() {}

  static Bucket of(Bandwidth limit) {
    return Bucket.builder().addLimit(limit).build();
  }
}
