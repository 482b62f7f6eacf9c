/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLinesTest {
  @ParameterizedTest
  @CsvSource({
    "GET /a?b=c HTTP/1.1,GET,/a?b=c",
    "GET /a,GET,",
    "GET,,",
    "'',,",
    "GET http://host/ HTTP/1.1,GET,",
    "'  ','',"
  })
  void methodAndPathAreReadAsFarAsTheyGo(String line, String method, String path) {
    assertThat(RequestLines.READER.method(line)).isEqualTo(method);
    assertThat(RequestLines.READER.path(line)).isEqualTo(path);
  }
}
