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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
  private static final int WIDEST_LINE = 200;
  private static final int MOST_SERIES = 3;
  private static final List<String> OF_THE_PROCESS = List.of("process_", "jvm_", "go_", "otlp_");

  private final Traced traced;
  private @Nullable Trace request;
  private @Nullable Trace job;

  Report(Traced traced) {
    this.traced = traced;
  }

  String traces(Duration patience) {
    request =
        traced
            .backend()
            .await(
                trace ->
                    trace.root().kind().equals("SERVER") && trace.root().name().startsWith("POST"),
                patience);
    job =
        traced
            .backend()
            .await(
                trace -> trace.root().kind().equals("CONSUMER") && trace.spans().size() > 4,
                patience);
    return title("One request to the API, trace " + request.root().traceId())
        + request.tree(Report::line)
        + "\n"
        + title("The job that it put into the queue, in the worker, trace " + job.root().traceId())
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
    StringBuilder text =
        new StringBuilder(title("Metrics, as Prometheus scrapes them; zeros are left out"));
    text.append("api    ").append(traced.apiMetrics()).append('\n');
    text.append("worker ").append(traced.workerMetrics()).append("\n\n");
    append(text, "api", traced.scrapeApi());
    append(text, "worker", traced.scrapeWorker());
    return text.toString();
  }

  private static void append(StringBuilder text, String role, Scrape scrape) {
    Map<String, List<String>> lines = new TreeMap<>();
    Set<String> others = new TreeSet<>();
    for (Scrape.Sample sample : scrape.samples()) {
      String name = sample.name();
      if (OF_THE_PROCESS.stream().anyMatch(name::startsWith)) {
        others.add(name.replaceFirst("_(bucket|sum|count)$", ""));
      } else if (!name.startsWith("obs_")
          && !name.endsWith("_bucket")
          && !name.endsWith("_sum")
          && sample.value() != 0) {
        lines
            .computeIfAbsent(name, key -> new ArrayList<>())
            .add(
                String.format(
                    "%-6s %-38s %-60s %s",
                    role,
                    name,
                    sample.labels().isEmpty() ? "" : sample.labels(),
                    number(sample.value()) + mean(scrape, sample)));
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
    text.append(
        String.format(
            "%-6s and %d of the process, the JVM and the agent's export: %s …%n",
            role,
            others.size(),
            String.join(
                ", ", others.stream().filter(name -> !name.startsWith("go_")).limit(4).toList())));
  }

  /** What the observations of a histogram's series come to. */
  private static String mean(Scrape scrape, Scrape.Sample count) {
    if (!count.name().endsWith("_count")) {
      return "";
    }
    String sum = count.name().replaceFirst("_count$", "_sum");
    for (Scrape.Sample sample : scrape.samples()) {
      if (sample.name().equals(sum) && sample.labels().equals(count.labels())) {
        return String.format("  mean %.1f ms", 1000 * sample.value() / count.value());
      }
    }
    return "";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : String.format("%.3f", value);
  }

  /** Of the two traces. */
  String logLines() {
    StringBuilder text =
        new StringBuilder(
            title("Log lines of these two, with the ids that the agent put into the MDC"));
    append(text, traced.system().api(), "api   ", request);
    append(text, traced.system().worker(), "worker", job);
    return text.toString();
  }

  private static void append(StringBuilder text, ChildJvm jvm, String role, @Nullable Trace trace) {
    if (trace != null) {
      for (String line : jvm.lines()) {
        if (line.contains(trace.root().traceId())
            && !line.contains(" DispatcherServlet ")
            && !line.contains(" [/] ")) {
          text.append(role)
              .append("  ")
              .append(line.length() <= WIDEST_LINE ? line : line.substring(0, WIDEST_LINE) + "…")
              .append('\n');
        }
      }
    }
  }

  private static String title(String title) {
    return "\n== " + title + " ==\n";
  }
}
