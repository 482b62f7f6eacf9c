/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.http.ExchangeWatchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicateWatcherTest {
  private static Object watch(
      String at, String method, String scheme, String host, int port, String path) {
    return ReplicateWatcher.of(at).watch(method, scheme, host, port, path);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/predictions, Creation",
    "POST, /v1/models/acme/painter/predictions, Creation",
    "POST, /v1/deployments/acme/mine/predictions, Creation",
    "GET, /v1/predictions/abc, Inquiry",
    "POST, /v1/predictions/abc/cancel, Inquiry",
    "GET, /v1/predictions,",
    "GET, /v1/predictions/,",
    "GET, /v1/predictions/abc/,",
    "GET, /v1/predictions/abc/cancel,",
    "GET, /v1/predictions/abc/other,",
    "POST, /v1/predictions/,",
    "POST, /v1/predictions/abc,",
    "POST, /v1/predictions//cancel,",
    "POST, /v1/predictions/cancel,",
    "POST, /v1/predictions/a/b/cancel,",
    "POST, /v1/predictions/abc/other,",
    "DELETE, /v1/predictions/abc,",
    "POST, /v1/predictionsandmore,",
    "POST, /v2/predictions,",
    "GET, /v1/models/acme/painter/predictions,",
    "POST, /v1/models/predictions,",
    "POST, /v1/models/acme/predictions,",
    "POST, /v1/models/acme/painter/versions/predictions,",
    "POST, /v1/models/acme/painter,",
    "POST, /v1/models,",
    "POST, /v1/trainings,",
    "GET, /,"
  })
  void pathsTellWhatAnExchangeIs(String method, String path, String kind) {
    Object exchange =
        watch("https://api.replicate.com", method, "https", "api.replicate.com", 443, path);

    assertThat(exchange == null ? null : exchange.getClass().getSimpleName()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "https, API.replicate.com, 443, true",
    "http, api.replicate.com, 443, false",
    "https, api.replicate.com, 8443, false",
    "https, replicate.com, 443, false"
  })
  void anotherAddressIsAnotherService(String scheme, String host, int port, boolean watched) {
    Object exchange =
        watch("https://api.replicate.com", "POST", scheme, host, port, "/v1/predictions");

    assertThat(exchange != null).isEqualTo(watched);
  }

  @ParameterizedTest
  @CsvSource({
    "https://proxy/replicate, 443, /replicate/v1/predictions, true",
    "https://proxy/replicate/, 443, /replicate/v1/predictions, true",
    "https://proxy/replicate/v1, 443, /replicate/v1/predictions, true",
    "https://proxy:444/v1/, 444, /v1/predictions, true",
    "https://proxy/replicate, 443, /v1/predictions, false",
    "https://proxy, 443, /replicate/v1/predictions, false",
    "' https://PROXY ', 443, /v1/predictions, true"
  })
  void theAddressMayHaveAPath(String at, int port, String path, boolean watched) {
    assertThat(watch(at, "POST", "https", "proxy", port, path) != null).isEqualTo(watched);
  }

  @Test
  void theHostMayBeAnIpv6Address() {
    assertThat(watch("http://[::1]:80", "POST", "http", "::1", 80, "/v1/predictions")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "api.replicate.com", "localhost:8080", "ftp://host", "http://", ":"})
  void whatIsNoHttpUrlIsNotWatched(String url) {
    assertThat(ReplicateWatcher.of(url)).isNull();
  }

  @Test
  void aRegisteredWatcherIsAskedByEveryClient() {
    ReplicateWatcher.register();
    ReplicateWatcher.register();

    assertThat(ExchangeWatchers.watch("POST", "https", "api.replicate.com", 443, "/v1/predictions"))
        .isInstanceOf(Creation.class);
  }
}
