/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMethodsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
  void theMethodsOfHttpAreKnown(String method) {
    assertThat(HttpMethods.known(method)).isEqualTo(method);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"BREW", "PROPFIND"})
  void allOthersAreOne(String method) {
    assertThat(HttpMethods.known(method)).isEqualTo("_OTHER");
  }

  @Test
  void caseMatters() {
    assertThat(HttpMethods.known("get")).isEqualTo("_OTHER");
  }
}
