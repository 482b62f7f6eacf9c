/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MappingsTest {
  private static String route(String servletPath, String pathInfo, String... patterns) {
    return new Mappings(Arrays.asList(patterns)).route("", servletPath, pathInfo);
  }

  @Test
  void aPrefixIsTheRouteOfWhatIsBelowIt() {
    assertThat(route("/api", "/x", "/other", "/api/*")).isEqualTo("/api/*");
  }

  @Test
  void aPrefixIsTheRouteOfItself() {
    assertThat(route("/api", null, "/api/*")).isEqualTo("/api/*");
  }

  @Test
  void anExactPatternGoesBeforeAPrefix() {
    assertThat(route("/api", null, "/api/*", "/api")).isEqualTo("/api");
  }

  @Test
  void anExtensionIsARoute() {
    assertThat(route("/some/page.do", null, "*.do")).isEqualTo("/*.do");
  }

  @Test
  void thePatternOfEverythingIsARoute() {
    assertThat(route("", "/x", "/*")).isEqualTo("/*");
  }

  @Test
  void thePatternOfTheContextItselfIsARoute() {
    assertThat(route("", "/", "")).isEqualTo("/");
  }

  @Test
  void theDefaultServletHasNoRoute() {
    assertThat(route("/x", null, "/")).isNull();
    assertThat(route("/", null, "/")).isNull();
  }

  @Test
  void whatMatchesNoPatternHasNoRoute() {
    assertThat(route("/x", null)).isNull();
    assertThat(route("/do", null, "*.do", "/y")).isNull();
  }

  @Test
  void theContextPathGoesBefore() {
    assertThat(new Mappings(Arrays.asList("/api/*")).route("/app", "/api", "/x"))
        .isEqualTo("/app/api/*");
  }
}
