/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;

/** What is looked up in a cache, whoever provides it. */
final class Lookups {
  private Lookups() {}

  /** How caches are configured. */
  static MutableConfiguration<String, String> configuration() {
    return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
  }

  /** Looks up what is there and what is not. */
  static void in(Cache<String, String> cache) throws Exception {
    Web.request("/miss", () -> cache.get("a"));
    Web.request(
        "/put",
        () -> {
          cache.put("a", "1");
          return "put";
        });
    Web.request("/hit", () -> cache.get("a"));
    Web.request("/all", () -> new HashMap<>(cache.getAll(new HashSet<>(Arrays.asList("a", "b")))));
    Web.request("/contained", () -> cache.containsKey("a"));
    Web.request("/error", () -> cache.get(null));
  }
}
