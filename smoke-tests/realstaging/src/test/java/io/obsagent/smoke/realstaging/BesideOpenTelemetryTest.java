/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Observed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real Staging under OpenTelemetry's agent, which has this one as an extension. */
class BesideOpenTelemetryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void everyDocumentedMetricIsThereAndNoSpanIsDoubled() {
    Observed.Options options =
        new Observed.Options()
            .agent(Jars.openTelemetry())
            .setting("otel.javaagent.extensions", Jars.extension().toString())
            .setting("obs.server.enabled", "true");
    try (Observed observed = Observed.start(new RealStagingSample(), options)) {
      RealStaging system = (RealStaging) observed.system();
      system.submitImage(NewImage.good());
      Scrape worker = observed.scrape("worker");
      assertThat(worker.sum("s3_operations_total")).isEqualTo(2);
      assertThat(worker.sum("replicate_api_calls_total", "status", "success")).isEqualTo(1);
      Scrape api = observed.scrape("api");
      assertThat(api.sum("http_requests_total", "endpoint", "/api/v1/images")).isEqualTo(1);
      assertThat(api.sum("redis_enqueue_operations_total")).isEqualTo(1);

      system.runAll();
      assertThat(DocumentedMetrics.missing(observed.scrape("api"), observed.scrape("worker")))
          .isEmpty();

      List<SeenSpan> spans =
          observed
              .backend()
              .await(trace -> trace.root().title().equals("SERVER POST /api/v1/images"), PATIENCE)
              .spans();
      assertThat(spans)
          .extracting(SeenSpan::title)
          .containsOnlyOnce("SERVER POST /api/v1/images", "CLIENT INSERT postgres.images")
          .noneMatch(title -> title.contains("jwt validate") || title.contains("enqueue"));
      assertThat(system.api().lines()).noneMatch(line -> line.contains("[obs-agent] WARN"));
      assertThat(system.worker().lines()).noneMatch(line -> line.contains("[obs-agent] WARN"));
    }
  }
}
