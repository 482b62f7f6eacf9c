/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookupTest {
  @Test
  void aCacheIsTheFirstWordOfKeysThatHaveSeveral() {
    assertThat(Lookup.cache("user:42")).isEqualTo("user");
    assertThat(Lookup.cache("api-cache:v1:a")).isEqualTo("api-cache");
  }

  @Test
  void whatMayBeAnIdIsNoName() {
    assertThat(Lookup.cache(null)).isEqualTo("redis");
    assertThat(Lookup.cache("word")).isEqualTo("redis");
    assertThat(Lookup.cache(":a")).isEqualTo("redis");
    assertThat(Lookup.cache("42:user")).isEqualTo("redis");
    assertThat(Lookup.cache("ann@example.org:cart")).isEqualTo("redis");
    assertThat(Lookup.cache("a".repeat(41) + ":b")).isEqualTo("redis");
  }
}
