/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.backend.Scrape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics that are promised for Real Staging, with their labels. */
final class DocumentedMetrics {
  private DocumentedMetrics() {}

  /** Those that the pages of the two applications lack. */
  static List<String> missing(Scrape api, Scrape worker) {
    Map<String, List<String>> apiRows =
        Map.of(
            "http_requests_total", List.of("method", "endpoint", "status"),
            "http_request_duration_seconds", List.of("method", "endpoint"),
            "jwt_validation_failures_total", List.of("reason"),
            "s3_presign_operations_total", List.of("operation", "status"),
            "redis_enqueue_operations_total", List.of("queue", "status"),
            "db_query_duration_seconds", List.of("query_type"),
            "db_connections_active", List.of(),
            "db_connections_idle", List.of(),
            "pgx_pool_acquire_count", List.of(),
            "pgx_pool_max_conns", List.of());
    Map<String, List<String>> workerRows =
        Map.of(
            "jobs_processed_total", List.of("status"),
            "job_processing_duration_seconds", List.of("model"),
            "replicate_api_calls_total", List.of("model", "status"),
            "replicate_api_duration_seconds", List.of("model"),
            "s3_operations_total", List.of("operation", "status"),
            "s3_operation_duration_seconds", List.of("operation"),
            "redis_queue_length", List.of("queue"),
            "pgx_pool_idle_conns", List.of());
    List<String> missing = new ArrayList<>();
    apiRows.forEach((name, labels) -> check(api, name, labels, missing));
    workerRows.forEach((name, labels) -> check(worker, name, labels, missing));
    for (String name :
        List.of(
            "go_goroutines",
            "go_threads",
            "go_memstats_alloc_bytes",
            "go_memstats_sys_bytes",
            "go_gc_duration_seconds",
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_open_fds")) {
      check(api, name, List.of(), missing);
      check(worker, name, List.of(), missing);
    }
    return missing;
  }

  /** A row must have a sample with exactly its labels; of a histogram the count counts. */
  private static void check(Scrape scrape, String name, List<String> labels, List<String> missing) {
    String type = scrape.types().getOrDefault(name, "");
    String sample = type.equals("histogram") || type.equals("summary") ? name + "_count" : name;
    boolean there =
        scrape.samples(sample).stream()
            .anyMatch(found -> found.labels().keySet().equals(Set.copyOf(labels)));
    if (!there) {
      missing.add(name + labels + " but " + scrape.samples(sample));
    }
  }
}
