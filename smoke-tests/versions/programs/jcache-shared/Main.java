/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import javax.cache.Caching;

final class Main {
  static void main(String[] args) throws Exception {
    Lookups.in(
        Caching.getCachingProvider()
            .getCacheManager()
            .createCache("plans", Lookups.configuration()));
  }
}
