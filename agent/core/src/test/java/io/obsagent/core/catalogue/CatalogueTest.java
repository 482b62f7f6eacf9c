/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.AuthJwt;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.RedisCommand;
import io.obsagent.core.vocabulary.S3Object;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
  @TempDir Path folder;

  private final Reader reader = new Reader();
  private SdkMeterProvider provider;
  private Catalogue.Installation installed;
  private Catalogue catalogue;

  @AfterEach
  void close() throws Exception {
    if (installed != null) {
      installed.close();
      provider.close();
    }
    Operations.reset();
  }

  private void install(String rules) throws IOException {
    install(List.of(), rules);
  }

  private void install(List<String> systems, String rules) throws IOException {
    catalogue = Catalogue.load(systems, rules == null ? List.of() : List.of(file(rules)));
    provider =
        SdkMeterProvider.builder()
            .registerMetricReader(reader)
            .registerMetricProducer(catalogue)
            .build();
    installed = catalogue.install();
    Operations.ready(null);
  }

  private File file(String rules) throws IOException {
    return Files.writeString(folder.resolve("rules.yaml"), rules).toFile();
  }

  private static void request(String method, String route, long status) {
    Operation request = Operation.start(HttpServer.TYPE);
    request
        .set(HttpServer.METHOD, method)
        .set(HttpServer.ROUTE, route)
        .set(HttpServer.STATUS, status);
    request.end();
  }

  private Map<String, Double> series(String name) {
    Map<String, Double> values = new TreeMap<>();
    for (MetricData metric : reader.registration.collectAllMetrics()) {
      if (metric.getName().equals(name)) {
        for (PointData point : metric.getData().getPoints()) {
          values.merge(labels(point.getAttributes()), Point.value(metric, point), Double::sum);
        }
      }
    }
    return values;
  }

  private static String labels(Attributes attributes) {
    Map<String, String> sorted = new TreeMap<>();
    attributes.forEach(
        (key, value) -> sorted.put(((AttributeKey<?>) key).getKey(), String.valueOf(value)));
    return sorted.toString();
  }

  @Test
  void theBuiltInCataloguesAreWithoutFault() {
    for (String system : Catalogue.builtIn()) {
      assertThat(Catalogue.load(List.of(system), List.of()).problems()).isEmpty();
    }
  }

  @Test
  void requestsAreCountedByTemplateNeverByPath() throws IOException {
    install(List.of("realstaging"), null);
    request("GET", "/api/images/{id}", 200);
    request("GET", "/api/images/{id}", 200);
    request("GET", null, 404);
    assertThat(series("http_requests_total"))
        .isEqualTo(
            Map.of(
                "{endpoint=/api/images/{id}, method=GET, status=200}", 2.0,
                "{endpoint=unmatched, method=GET, status=404}", 1.0));
    assertThat(series("http_request_duration_seconds"))
        .containsKeys(
            "{endpoint=/api/images/{id}, method=GET}", "{endpoint=unmatched, method=GET}");
  }

  @Test
  void tokensQueriesObjectsQueuesAndJobsHaveTheirMetrics() throws IOException {
    install(List.of("realstaging"), null);
    Operation.start(AuthJwt.TYPE)
        .set(AuthJwt.RESULT, "invalid")
        .set(AuthJwt.REASON, "expired")
        .end();
    Operation.start(AuthJwt.TYPE).set(AuthJwt.RESULT, "valid").end();
    Operation.start(DbQuery.TYPE).set(DbQuery.QUERY_TYPE, "select").end();
    Operation.start(S3Object.TYPE)
        .set(S3Object.OPERATION, "upload")
        .set(S3Object.BUCKET, "b")
        .set(S3Object.STATUS, "error")
        .end();
    Operation.start(S3Object.TYPE)
        .set(S3Object.OPERATION, "presign_put")
        .set(S3Object.BUCKET, "b")
        .set(S3Object.STATUS, "success")
        .end();
    Operation.start(RedisCommand.TYPE)
        .set(RedisCommand.ACTION, "send")
        .set(RedisCommand.QUEUE, "q")
        .fail(new IllegalStateException())
        .end();
    Operation.start(RedisCommand.TYPE).set(RedisCommand.OPERATION, "GET").end();
    Operation.start(Job.TYPE)
        .set(Job.STATUS, "timeout")
        .set(Job.MODEL, "m")
        .outcome(Outcome.TIMEOUT)
        .end();
    assertThat(series("jwt_validation_failures_total")).isEqualTo(Map.of("{reason=expired}", 1.0));
    assertThat(series("db_query_duration_seconds")).containsOnlyKeys("{query_type=select}");
    assertThat(series("s3_operations_total"))
        .isEqualTo(Map.of("{operation=upload, status=error}", 1.0));
    assertThat(series("s3_presign_operations_total"))
        .isEqualTo(Map.of("{operation=presign_put, status=success}", 1.0));
    assertThat(series("redis_enqueue_operations_total"))
        .isEqualTo(Map.of("{queue=q, status=error}", 1.0));
    assertThat(series("jobs_processed_total")).isEqualTo(Map.of("{status=timeout}", 1.0));
    assertThat(series("job_processing_duration_seconds")).containsOnlyKeys("{model=m}");
  }

  @Test
  void poolsAreSummed() throws IOException {
    install(List.of("realstaging"), null);
    Observations.POOL.put("one", field -> field.equals("active") ? (Object) 3L : 1L);
    Observations.POOL.put("two", field -> field.equals("active") ? (Object) 4L : 1L);
    try {
      assertThat(series("db_connections_active")).isEqualTo(Map.of("{}", 7.0));
      assertThat(series("pgx_pool_acquire_count")).isEqualTo(Map.of("{}", 2.0));
    } finally {
      Observations.POOL.remove("one");
      Observations.POOL.remove("two");
    }
  }

  @Test
  void whatEndsBeforeTheStartIsCountedToo() throws IOException {
    request("GET", "/early", 200);
    install(List.of(), null);
    assertThat(series("http_requests_total"))
        .isEqualTo(Map.of("{endpoint=/early, method=GET, status=200}", 1.0));
  }

  @Test
  void valuesPastTheBoundBecomeOtherAndSumsStayExact() throws IOException {
    install(
        """
        version: 1
        metrics:
          requests_by_route_total:
            help: Requests
            type: counter
            on: http.server * **
            max_values: 10
            labels: {route: route}
        """);
    assertThat(catalogue.problems()).isEmpty();
    for (int i = 0; i < 100_000; i++) {
      request("GET", "/r" + i, 200);
    }
    Map<String, Double> series = series("requests_by_route_total");
    assertThat(series).hasSizeLessThanOrEqualTo(11).containsKey("{route=_other}");
    assertThat(series.values().stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(100_000);
    assertThat(
            series("obs_rule_overflow_total").values().stream()
                .mapToDouble(Double::doubleValue)
                .sum())
        .isGreaterThanOrEqualTo(99_990);
  }

  @Test
  void countsOfManyThreadsAreExact() throws Exception {
    install(List.of(), null);
    int threads = 8;
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  request("GET", "/r" + i % 7, 200);
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    assertThat(
            series("http_requests_total").values().stream().mapToDouble(Double::doubleValue).sum())
        .isEqualTo(threads * 5_000);
  }

  @Test
  void errorsTellTheirPlaceAndTheMend() throws IOException {
    install(
        """
        version: 1
        metrics:
          orders_total:
            help: Orders
            type: countr
            on: http.server POST /orders
            lables: {a: method}
          mails_total:
            type: counter
            on: http.server * **
            labels: {email: method}
          clients_total:
            type: counter
            on: http.servr * **
        """);
    assertThat(catalogue.problems())
        .anyMatch(
            line ->
                line.matches(
                    ".*rules.yaml:5:11: error: type 'countr' is not one of counter, histogram, gauge, updown.*"))
        .anyMatch(
            line ->
                line.matches(
                    ".*rules.yaml:7:5: error: unknown key 'lables' in metric 'orders_total'. Did you mean 'labels'\\?"))
        .anyMatch(line -> line.contains("'email' looks personal"))
        .anyMatch(
            line -> line.contains("'http.servr' is not a source. Did you mean 'http.server'?"));
    request("GET", "/still", 200);
    assertThat(series("http_requests_total")).hasSize(1);
  }

  @Test
  void anUnknownCatalogueIsALine() throws IOException {
    install(List.of("realstagin"), null);
    assertThat(catalogue.problems())
        .containsExactly(
            "obs.catalogue: 'realstagin' is not one of "
                + CatalogueLoader.SYSTEMS
                + ". Did you mean 'realstaging'?");
  }

  @Test
  void anUnavailableMetricIsDeclaredButNeverEmitted() throws IOException {
    install(List.of("realstaging"), null);
    assertThat(catalogue.metrics().stream().map(Metric::name)).contains("go_memstats_heap_objects");
    assertThat(series("go_memstats_heap_objects")).isEmpty();
  }

  @Test
  void hostileYamlIsALineAndRulesHold() throws IOException {
    for (String hostile :
        List.of(
            "a: &a [x]\nb: *a\n",
            "version: !!java.net.URL [http://x]\n",
            "[".repeat(100),
            "version: 1\nversion: 1\n",
            "version: 1\nmetrics: {a: {",
            "x".repeat(300_000))) {
      Catalogue loaded = Catalogue.load(List.of(), List.of(file(hostile)));
      assertThat(loaded.problems())
          .as(hostile.substring(0, Math.min(20, hostile.length())))
          .isNotEmpty();
      assertThat(loaded.metrics()).isNotEmpty();
    }
  }

  private static final class Point {
    static double value(MetricData metric, PointData point) {
      switch (metric.getType()) {
        case LONG_SUM:
        case LONG_GAUGE:
          return ((io.opentelemetry.sdk.metrics.data.LongPointData) point).getValue();
        case DOUBLE_SUM:
        case DOUBLE_GAUGE:
          return ((io.opentelemetry.sdk.metrics.data.DoublePointData) point).getValue();
        case HISTOGRAM:
          return ((io.opentelemetry.sdk.metrics.data.HistogramPointData) point).getCount();
        default:
          return 0;
      }
    }
  }

  private static final class Reader implements MetricReader {
    CollectionRegistration registration = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration given) {
      registration = given;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
