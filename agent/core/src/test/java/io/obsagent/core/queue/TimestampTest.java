/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
  private static final long MILLIS = 1_795_255_200_123L;

  @ParameterizedTest
  @ValueSource(strings = {"1795255200", "1795255200123", "1795255200123456", "1795255200123456789"})
  void aNumberIsReadInTheUnitThatItsSizeTells(String text) {
    assertThat(Timestamp.millis(text)).isBetween(MILLIS - 123, MILLIS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T10:00:00Z",
        "2026-11-21T10:00:00.5Z",
        "2026-11-21T10:00:00.123456789Z",
        "2024-02-29T23:59:59.999+05:30",
        "2028-03-01T00:00:00.000-08:00",
        "2001-01-01T00:00:00Z",
        "2100-12-31T00:00:00.000+00:00"
      })
  void aTextIsReadAsIso8601(String text) {
    assertThat(Timestamp.millis(text))
        .isEqualTo(OffsetDateTime.parse(text).toInstant().toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "-1795255200",
        "today",
        "2026-11-21",
        "2026-11-21T10:00:00",
        "2026-13-21T10:00:00Z",
        "2026-11-21T10:00:00.Q",
        "2026-11-21T10:00:00+0530",
        "99999999999999999999",
        "9999999999999999999",
        "2026-11-21 10:00:00Z"
      })
  void whatIsNoTimeIsZero(String text) {
    assertThat(Timestamp.millis(text)).isZero();
  }
}
