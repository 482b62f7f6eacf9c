/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.demo;

import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.realstaging.ChildJvm;
import io.obsagent.smoke.realstaging.Traced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the agent gave, for a person to read. */
final class Report {
  private static final List<String> SHOWN =
      List.of(
          "http.route",
          "http.status_code",
          "user.id",
          "auth.jwt.outcome",
          "db.system",
          "db.query.text",
          "aws.s3.operation",
          "aws.s3.bucket",
          "messaging.destination.name",
          "job.status",
          "gen_ai.request.model",
          "replicate.prediction.status",
          "error.type");
  private static final int WIDEST = 60;
  private static final int MOST_SERIES = 4;

  private final Traced traced;

  Report(Traced traced) {
    this.traced = traced;
  }

  String traces(Duration patience) {
    Trace request =
        traced
            .backend()
            .await(
                trace ->
                    trace.root().kind().equals("SERVER") && trace.root().name().startsWith("POST"),
                patience);
    Trace job =
        traced
            .backend()
            .await(
                trace -> trace.root().kind().equals("CONSUMER") && trace.spans().size() > 4,
                patience);
    return title("One request to the API")
        + request.tree(Report::line)
        + "\n"
        + title("The job that it put into the queue, in the worker")
        + job.tree(Report::line)
        + "\n";
  }

  private static String line(SeenSpan span) {
    StringBuilder text = new StringBuilder(String.format("%-8s %s", span.kind(), span.name()));
    text.append(String.format("  %.1f ms", (span.endNanos() - span.startNanos()) / 1e6));
    for (String key : SHOWN) {
      String value = span.attribute(key);
      if (value != null) {
        text.append("  ").append(key).append('=').append(cut(value));
      }
    }
    if (!span.links().isEmpty()) {
      text.append("  -> ").append(span.links().get(0), 0, 8).append('…');
    }
    return text.toString();
  }

  private static String cut(String value) {
    return value.length() <= WIDEST ? value : value.substring(0, WIDEST) + "…";
  }

  String metrics() {
    StringBuilder text = new StringBuilder(title("Metrics, as Prometheus scrapes them"));
    text.append("api    ").append(traced.apiMetrics()).append('\n');
    text.append("worker ").append(traced.workerMetrics()).append("\n\n");
    append(text, "api", traced.scrapeApi());
    append(text, "worker", traced.scrapeWorker());
    return text.toString();
  }

  private static void append(StringBuilder text, String role, Scrape scrape) {
    Map<String, List<String>> lines = new TreeMap<>();
    for (Scrape.Sample sample : scrape.samples()) {
      String name = sample.name();
      boolean part =
          name.endsWith("_bucket")
              || name.endsWith("_sum")
              || sample.labels().containsKey("quantile");
      if (!part && !name.startsWith("jvm_") && !name.startsWith("obs_") && sample.value() != 0) {
        Map<String, String> labels = new LinkedHashMap<>(sample.labels());
        lines
            .computeIfAbsent(name, key -> new ArrayList<>())
            .add(
                String.format(
                    "%-6s %-34s %-58s %s",
                    role, name, labels.isEmpty() ? "" : labels, number(sample.value())));
      }
    }
    for (List<String> series : lines.values()) {
      for (int i = 0; i < Math.min(series.size(), MOST_SERIES); i++) {
        text.append(series.get(i)).append('\n');
      }
      if (series.size() > MOST_SERIES) {
        text.append(String.format("%-6s   … and %d more%n", role, series.size() - MOST_SERIES));
      }
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : String.format("%.3f", value);
  }

  String logLines() {
    StringBuilder text =
        new StringBuilder(
            title("Log lines of the applications, with the ids that the agent put into the MDC"));
    append(text, traced.system().api(), "api   ");
    append(text, traced.system().worker(), "worker");
    return text.toString();
  }

  private static void append(StringBuilder text, ChildJvm jvm, String role) {
    int count = 0;
    for (String line : jvm.lines()) {
      if (line.matches(".*[0-9a-f]{32}.*") && count++ < 3) {
        text.append(role).append("  ").append(cut160(line)).append('\n');
      }
    }
  }

  private static String cut160(String line) {
    return line.length() <= 160 ? line : line.substring(0, 160) + "…";
  }

  private static String title(String title) {
    return "\n== " + title + " ==\n";
  }
}
