/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

final class Main {
  static void main(String[] args) throws Exception {
    Gauge.builder("level", () -> 7).baseUnit("litres").register(Metrics.globalRegistry);
    Timer work = Metrics.timer("work");
    DistributionSummary size = Metrics.summary("size");
    Web.request(
        "/order",
        () -> {
          Metrics.counter("orders.placed", "kind.of", "web").increment(2);
          work.record(1500, TimeUnit.MILLISECONDS);
          size.record(10);
          return "ordered";
        });
  }
}
