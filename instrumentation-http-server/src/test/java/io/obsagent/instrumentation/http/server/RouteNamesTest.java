/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteNamesTest {
  @Test
  void aNameIsMethodAndRoute() {
    assertThat(RouteNames.of("GET", "/a/{b}")).isEqualTo("GET /a/{b}");
  }

  @Test
  void withoutARouteItIsTheMethod() {
    assertThat(RouteNames.of("GET", null)).isEqualTo("GET");
  }

  @Test
  void anUnknownMethodIsCalledHttp() {
    assertThat(RouteNames.of(HttpMethods.OTHER, "/a")).isEqualTo("HTTP /a");
    assertThat(RouteNames.of(null, null)).isEqualTo("HTTP");
  }

  @Test
  void aNameIsMadeOnce() {
    assertThat(RouteNames.of("PUT", "/once")).isSameAs(RouteNames.of("PUT", "/once"));
  }

  @Test
  void moreRoutesThanAreKeptStillHaveNames() {
    for (int i = 0; i < 3000; i++) {
      assertThat(RouteNames.of("GET", "/many/" + i)).isEqualTo("GET /many/" + i);
    }
  }
}
