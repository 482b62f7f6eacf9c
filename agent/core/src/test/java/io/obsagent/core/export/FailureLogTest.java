/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.exporter.internal.FailedExportException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailureLogTest {
  private final List<String> lines = new ArrayList<>();
  private long now = 42;
  private final FailureLog log = new FailureLog(lines::add, () -> now);

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void theSameFailureIsSaidOnceInFiveMinutes() {
    for (int second = 0; second < 299; second++) {
      log.failed("traces", new ConnectException("refused"));
      pass(1);
    }
    assertThat(lines).containsExactly("Cannot export traces: ConnectException: refused");
    pass(1);
    log.failed("traces", new ConnectException("refused"));
    assertThat(lines)
        .hasSize(2)
        .last()
        .isEqualTo("Cannot export traces: ConnectException: refused (and 298 more times)");
  }

  @Test
  void anotherKindOfFailureIsSaidAtOnce() {
    log.failed("traces", new ConnectException("refused"));
    log.failed("traces", new IllegalStateException());
    log.failed("metrics", "too late");
    log.failed("metrics", (Throwable) null);
    assertThat(lines)
        .containsExactly(
            "Cannot export traces: ConnectException: refused",
            "Cannot export traces: IllegalStateException",
            "Cannot export metrics: too late",
            "Cannot export metrics: the exporter gave no reason");
  }

  @Test
  void anEndedFailureIsSaidOnce() {
    log.succeeded("traces");
    log.failed("traces", "late");
    log.succeeded("metrics");
    log.succeeded("traces");
    log.succeeded("traces");
    assertThat(lines).containsExactly("Cannot export traces: late", "Export of traces works again");
  }

  @Test
  void tenMinutesOfChangingFailuresAreAtMostTwentyLines() {
    for (int second = 0; second < 600; second++) {
      log.failed("traces", "status " + second % 37);
      log.failed("metrics", "status " + second % 11);
      log.succeeded("traces");
      pass(1);
    }
    assertThat(lines).hasSizeBetween(2, 20);
  }

  @Test
  void anHttpStatusIsTold() {
    log.failed("traces", FailedExportException.httpFailedWithResponse(new HttpReply(503, "No")));
    log.failed("traces", FailedExportException.httpFailedExceptionally(new ConnectException("no")));
    assertThat(lines)
        .containsExactly(
            "Cannot export traces: the backend answered with HTTP status 503",
            "Cannot export traces: ConnectException: no");
  }

  @Test
  void aReasonIsOneShortLine() {
    log.failed("traces", new ConnectException("a\r\nb" + "x".repeat(1000)));
    assertThat(lines.get(0)).hasSizeLessThan(400).contains("a  bx").doesNotContain("\n");
  }
}
