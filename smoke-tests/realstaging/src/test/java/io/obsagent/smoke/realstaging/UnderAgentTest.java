/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.harness.Observed;
import io.obsagent.smoke.servers.ReplicateServer;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real Staging with the real jar in both applications: what the agent promises for it. */
@TestMethodOrder(OrderAnnotation.class)
class UnderAgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static Observed traced;
  private static RealStaging system;

  @BeforeAll
  static void start() {
    traced = Observed.start(new RealStagingSample());
    system = (RealStaging) traced.system();
  }

  @AfterAll
  static void stop() {
    traced.close();
  }

  private static Predicate<Trace> rootedIn(String title, int spans) {
    return trace -> trace.root().title().equals(title) && trace.spans().size() >= spans;
  }

  private Trace jobAfter(Runnable work, int spans) {
    traced.backend().clear();
    work.run();
    return traced.backend().await(rootedIn("CONSUMER job " + RealStaging.QUEUE, spans), PATIENCE);
  }

  @Test
  @Order(1)
  void aRequestIsTheDocumentedTrace() {
    traced.backend().clear();
    system.submitImage(NewImage.good());
    Trace trace = traced.backend().await(rootedIn("SERVER POST /api/v1/images", 6), PATIENCE);
    assertThat(trace.text())
        .isEqualTo(
            """
            SERVER POST /api/v1/images
              INTERNAL jwt validate
              CLIENT SELECT users
              CLIENT INSERT images
              INTERNAL S3 presign_put
              PRODUCER enqueue realstaging:queue:images""");
    assertThat(trace.root().attributes())
        .containsEntry("http.route", "/api/v1/images")
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.method", "POST")
        .containsEntry("http.response.status_code", "201")
        .containsEntry("http.status_code", "201")
        .containsEntry("user.id", Tokens.USER);
    assertThat(trace.root().service()).isEqualTo("api");
    assertThat(trace.find("INTERNAL jwt validate").attributes())
        .containsEntry("auth.jwt.outcome", "valid");
    assertThat(trace.find("CLIENT SELECT users").attributes())
        .containsEntry("db.system", "postgresql")
        .containsEntry("db.system.name", "postgresql")
        .containsEntry("db.operation.name", "SELECT")
        .containsEntry("db.collection.name", "users");
    assertThat(trace.find("INTERNAL S3 presign_put").attributes())
        .containsEntry("aws.s3.bucket", RealStaging.BUCKET)
        .containsEntry("aws.s3.operation", "presign_put");
    assertThat(trace.find("PRODUCER enqueue realstaging:queue:images").attributes())
        .containsEntry("db.system", "redis")
        .containsEntry("db.operation.name", "LPUSH")
        .containsEntry("messaging.destination.name", RealStaging.QUEUE);
  }

  @Test
  @Order(2)
  void aJobIsTheDocumentedTrace() {
    Trace job = jobAfter(() -> system.submitImage(NewImage.good()), 10);
    assertThat(job.text())
        .isEqualTo(
            """
            CONSUMER job realstaging:queue:images
              CLIENT UPDATE images
              CLIENT S3 download
              CLIENT Replicate realstaging/interior
                INTERNAL prediction realstaging/interior
                CLIENT GET /v1/predictions/{id}
                CLIENT GET /v1/predictions/{id}
              CLIENT GET
              CLIENT S3 upload
              CLIENT UPDATE images""");
    assertThat(job.root().parentId()).isEmpty();
    assertThat(job.root().attributes())
        .containsEntry("job.status", "completed")
        .containsEntry("messaging.destination.name", RealStaging.QUEUE)
        .containsEntry("gen_ai.request.model", ReplicateServer.MODEL);
    SeenSpan prediction = job.find("INTERNAL prediction realstaging/interior");
    assertThat(prediction.attributes()).containsEntry("replicate.prediction.status", "succeeded");
    SeenSpan call = job.find("CLIENT Replicate realstaging/interior");
    assertThat(prediction.endNanos()).isGreaterThan(call.endNanos());
    assertThat(job.find("CLIENT S3 upload").attributes())
        .containsEntry("aws.s3.operation", "upload")
        .containsEntry("aws.s3.bucket", RealStaging.BUCKET);
  }

  @Test
  @Order(3)
  void theEnqueueLinksToTheJob() {
    Trace job = jobAfter(() -> system.submitImage(NewImage.good()), 10);
    Trace request = traced.backend().await(rootedIn("SERVER POST /api/v1/images", 6), PATIENCE);
    assertThat(request.find("PRODUCER enqueue realstaging:queue:images").links())
        .containsExactly(job.root().traceId() + "/" + job.root().spanId());
  }

  @Test
  @Order(4)
  void logLinesCarryTheIdsOfTheActiveSpan() {
    Trace job = jobAfter(() -> system.submitImage(NewImage.good()), 10);
    Trace request = traced.backend().await(rootedIn("SERVER POST /api/v1/images", 6), PATIENCE);
    String api = system.api().awaitLine(line -> line.contains(request.root().traceId()), PATIENCE);
    assertThat(spanIds(request)).contains(field(api, "span_id"));
    assertThat(field(api, "user_id")).isEqualTo(Tokens.USER);
    String worker =
        system.worker().awaitLine(line -> line.contains(job.root().traceId()), PATIENCE);
    assertThat(spanIds(job)).contains(field(worker, "span_id"));
  }

  private static Set<String> spanIds(Trace trace) {
    return Set.copyOf(trace.spans().stream().map(SeenSpan::spanId).toList());
  }

  private static String field(String line, String name) {
    Matcher matcher = Pattern.compile(name + "=([^ ]*)").matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @Order(5)
  @CsvSource({
    "TOKEN_MISSING, missing",
    "TOKEN_EXPIRED, expired",
    "TOKEN_FORGED, signature",
    "TOKEN_MALFORMED, malformed"
  })
  void aRefusedTokenTellsItsReason(Scenario scenario, String reason) {
    double before = traced.scrape("api").sum("jwt_validation_failures_total", "reason", reason);
    traced.backend().clear();
    scenario.run(system);
    Trace trace = traced.backend().await(rootedIn("SERVER POST /api/v1/images", 2), PATIENCE);
    assertThat(trace.text()).isEqualTo("SERVER POST /api/v1/images\n  INTERNAL jwt validate");
    assertThat(trace.find("INTERNAL jwt validate").attributes())
        .containsEntry("auth.jwt.outcome", "invalid")
        .containsEntry("auth.jwt.reason", reason);
    assertThat(trace.root().attributes()).containsEntry("http.status_code", "401");
    assertThat(traced.scrape("api").sum("jwt_validation_failures_total", "reason", reason))
        .isEqualTo(before + 1);
  }

  @Test
  @Order(6)
  void aServerErrorFailsTheRequestAndItsQuery() {
    traced.backend().clear();
    Scenario.SERVER_ERROR.run(system);
    Trace trace = traced.backend().await(rootedIn("SERVER POST /api/v1/images", 4), PATIENCE);
    assertThat(trace.root().status()).isEqualTo("ERROR");
    assertThat(trace.root().attributes()).containsEntry("http.status_code", "500");
    SeenSpan insert = trace.find("CLIENT INSERT images");
    assertThat(insert.status()).isEqualTo("ERROR");
    assertThat(insert.events()).hasSize(1);
    assertThat(trace.spans().stream().mapToLong(span -> span.events().size()).sum()).isEqualTo(1);
  }

  @Test
  @Order(7)
  void pathsThatAreNoneHaveNoRoute() {
    Scenario.NO_SUCH_PATH.run(system);
    await(
        () -> traced.scrape("api").sum("http_requests_total", "status", "404"), count -> count > 0);
    assertThat(traced.scrape("api").text()).doesNotContain("nowhere");
  }

  @ParameterizedTest
  @Order(8)
  @CsvSource({
    "MODEL_FAILS, failed",
    "PREDICTION_CANCELED, failed",
    "ORIGINAL_MISSING, failed",
    "RESULT_BUCKET_MISSING, failed",
    "REPLICATE_UNAUTHORIZED, failed",
    "REPLICATE_INVALID, failed",
    "REPLICATE_BROKEN, failed",
    "JOB_TIMEOUT, timeout"
  })
  void aJobThatGoesWrongTellsHow(Scenario scenario, String status) {
    double before = traced.scrape("worker").sum("jobs_processed_total", "status", status);
    Trace job = jobAfter(() -> scenario.run(system), 3);
    assertThat(job.root().attributes()).containsEntry("job.status", status);
    assertThat(job.root().status()).isEqualTo("ERROR");
    await(
        () -> traced.scrape("worker").sum("jobs_processed_total", "status", status),
        value -> value == before + 1);
  }

  private static void await(Supplier<Double> value, Predicate<Double> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.test(value.get())) {
      assertThat(System.nanoTime()).as("last value %s", value.get()).isLessThan(end);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  @Order(9)
  void everyDocumentedMetricIsThere() {
    system.runAll();
    Scrape api = traced.scrape("api");
    Scrape worker = traced.scrape("worker");
    assertThat(DocumentedMetrics.missing(api, worker)).isEmpty();
    assertThat(api.types())
        .containsEntry("http_requests_total", "counter")
        .containsEntry("http_request_duration_seconds", "histogram")
        .containsEntry("db_connections_active", "gauge")
        .containsEntry("go_gc_duration_seconds", "summary")
        .containsEntry("pgx_pool_acquire_count", "counter");
    assertThat(worker.samples("replicate_api_calls_total", "status", "error")).isNotEmpty();
    assertThat(worker.samples("s3_operations_total", "operation", "upload", "status", "error"))
        .isNotEmpty();
    assertThat(worker.samples("s3_operations_total", "operation", "download", "status", "error"))
        .isNotEmpty();
    assertThat(api.sum("pgx_pool_acquire_count")).isGreaterThan(10);
    assertThat(api.sum("process_resident_memory_bytes")).isGreaterThan(10_000_000);
  }

  @Test
  @Order(10)
  void nothingSecretLeaves() {
    StringBuilder all = new StringBuilder();
    for (byte[] payload : traced.backend().payloads()) {
      all.append(new String(payload, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    all.append(traced.scrape("api").text()).append(traced.scrape("worker").text());
    assertThat(all.toString())
        .doesNotContain(ReplicateServer.TOKEN)
        .doesNotContain("X-Amz-Signature")
        .doesNotContain("Bearer ")
        .doesNotContain(system.servers().s3().secretKey());
  }

  @Test
  @Order(11)
  void theAgentWarnsOfNothing() {
    assertThat(system.api().lines()).noneMatch(line -> line.contains("[obs-agent] WARN"));
    assertThat(system.worker().lines()).noneMatch(line -> line.contains("[obs-agent] WARN"));
  }
}
