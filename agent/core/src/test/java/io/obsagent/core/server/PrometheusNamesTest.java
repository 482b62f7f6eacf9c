/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusNamesTest {
  @ParameterizedTest
  @CsvSource({
    "http_requests_total, 1, counter, http_requests_total",
    "pgx_pool_acquire_count, , counter, pgx_pool_acquire_count",
    "revenue_total_cents, cents, counter, revenue_total_cents",
    "http_request_duration, s, histogram, http_request_duration",
    "job:rate5m, s, gauge, job:rate5m",
    "http.server.request.duration, s, histogram, http_server_request_duration_seconds",
    "jvm.memory.used, By, gauge, jvm_memory_used_bytes",
    "system.cpu.time, s, counter, system_cpu_time_seconds_total",
    "system.cpu.utilization, 1, gauge, system_cpu_utilization_ratio",
    "requests.total, {request}, counter, requests_total",
    "my.requests, 1, counter, my_requests_total",
    "net.io, By/s, gauge, net_io_bytes_per_second",
    "net.packets, {packet}/s, gauge, net_packets_per_second",
    "a..b--c, , gauge, a_b_c",
    "2.level, , gauge, _2_level",
    "lag.seconds, s, gauge, lag_seconds",
    "odd.unit, fu-bar, gauge, odd_unit_fu_bar",
    "ünicode, , gauge, _nicode",
  })
  void aMetricsName(String name, String unit, String kind, String expected) {
    assertThat(
            PrometheusNames.metric(
                name, unit == null ? "" : unit, kind.equals("counter"), kind.equals("gauge")))
        .isEqualTo(expected);
  }

  @Test
  void aLabelsNameHasOnlyLettersDigitsAndUnderscores() {
    assertThat(PrometheusNames.label("status")).isEqualTo("status");
    assertThat(PrometheusNames.label("http.request.method")).isEqualTo("http_request_method");
    assertThat(PrometheusNames.label("a:b")).isEqualTo("a_b");
    assertThat(PrometheusNames.label("1st")).isEqualTo("_1st");
    assertThat(PrometheusNames.label("")).isEqualTo("_");
  }

  @Test
  void theFormatFollowsTheAcceptHeader() {
    String prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    assertThat(TextFormat.of(prometheus2)).isEqualTo(TextFormat.OPEN_METRICS);
    assertThat(TextFormat.of("text/plain;version=0.0.4, application/openmetrics-text;q=0.5"))
        .isEqualTo(TextFormat.PROMETHEUS);
    assertThat(TextFormat.of("application/openmetrics-text;q=0")).isEqualTo(TextFormat.PROMETHEUS);
    assertThat(TextFormat.of("application/openmetrics-text;q=x")).isEqualTo(TextFormat.PROMETHEUS);
    assertThat(TextFormat.of("*/*")).isEqualTo(TextFormat.PROMETHEUS);
    assertThat(TextFormat.of("")).isEqualTo(TextFormat.PROMETHEUS);
    assertThat(TextFormat.of(null)).isEqualTo(TextFormat.PROMETHEUS);
  }
}
