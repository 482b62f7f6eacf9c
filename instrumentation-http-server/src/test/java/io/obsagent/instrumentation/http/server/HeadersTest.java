/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  @Test
  void aRequestIdThatCameIsKept() {
    assertThat(Headers.requestId("7c1e-4f.A_9")).isEqualTo("7c1e-4f.A_9");
    assertThat(Headers.id("7c1e-4f.A_9")).isEqualTo("7c1e-4f.A_9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "with space",
        "line\nbreak",
        "quote\"",
        "ünicode",
        "0123456789012345678901234567890123456789012345678901234567890123x"
      })
  void aRequestIdThatIsNotFitForLogLinesIsReplaced(String sent) {
    assertThat(Headers.requestId(sent)).isNotEqualTo(sent).matches("[0-9a-f]{1,16}");
    assertThat(Headers.id(sent)).isNull();
  }

  @Test
  void requestsWithoutAnIdGetDifferentOnes() {
    assertThat(Headers.requestId(null)).isNotEqualTo(Headers.requestId(null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9|203.0.113.9",
        "203.0.113.9, 10.0.0.1|203.0.113.9",
        "2001:db8::1|2001:db8::1"
      })
  void theFirstForwardedAddressIsTheClients(String header, String address) {
    assertThat(Headers.client(header)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "unknown",
        "_hidden",
        "１.2.3.4",
        "<script>",
        "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19"
      })
  void whatIsNoAddressIsNotTheClients(String header) {
    assertThat(Headers.client(header)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,localhost,0",
    "localhost:8080,localhost,8080",
    "[::1],::1,0",
    "[::1]:8080,::1,8080",
    "localhost:,localhost,0",
    "localhost:port,localhost,0",
    "localhost:999999999,localhost,0"
  })
  void hostAndPortAreReadFromTheHeader(String header, String host, int port) {
    assertThat(Headers.host(header)).isEqualTo(host);
    assertThat(Headers.port(header)).isEqualTo(port);
  }
}
