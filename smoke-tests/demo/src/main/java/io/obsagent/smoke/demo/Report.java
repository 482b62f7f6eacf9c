/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.demo;

import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.harness.Observed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
  private static final int WIDEST_ROLE = 13;
  private static final int MOST_SERIES = 3;
  private static final List<String> OF_THE_PROCESS = List.of("process_", "jvm_", "go_", "otlp_");

  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Observed observed;
  private final List<Trace> shown = new ArrayList<>();

  Report(Observed observed) {
    this.observed = observed;
  }

  /** The largest trace of a request and the largest of a job, once no more spans come. */
  String traces() throws InterruptedException {
    awaitQuiet();
    StringBuilder text = new StringBuilder();
    append(text, "SERVER", "One request to the API");
    append(text, "CONSUMER", "A job in a worker");
    return text.toString();
  }

  private void awaitQuiet() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int before = -1;
    for (int now = 0; now != before && System.nanoTime() < end; ) {
      Thread.sleep(QUIET.toMillis());
      before = now;
      now = observed.backend().spans().size();
    }
  }

  private void append(StringBuilder text, String kind, String title) {
    Trace largest = null;
    for (Trace trace : observed.backend().traces()) {
      if (trace.root().kind().equals(kind)
          && (largest == null || trace.spans().size() > largest.spans().size())) {
        largest = trace;
      }
    }
    if (largest != null) {
      shown.add(largest);
      text.append(title(title + ", trace " + largest.root().traceId()));
      text.append(largest.tree(Report::line)).append('\n');
    }
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
    observed
        .metrics()
        .forEach(
            (role, url) -> text.append(String.format("%-" + WIDEST_ROLE + "s %s%n", role, url)));
    text.append('\n');
    for (String role : observed.metrics().keySet()) {
      append(text, role, observed.scrape(role));
    }
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
                    "%-" + WIDEST_ROLE + "s %-38s %-60s %s",
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
        text.append(
            String.format(
                "%-" + WIDEST_ROLE + "s   … and %d more%n", role, series.size() - MOST_SERIES));
      }
    }
    text.append(
        String.format(
            "%-" + WIDEST_ROLE + "s and %d of the process, the JVM and the agent's export: %s …%n",
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

  /** Of the traces shown. */
  String logLines() {
    StringBuilder text =
        new StringBuilder(title("Their log lines, with the ids that the agent put into the MDC"));
    for (String role : observed.metrics().keySet()) {
      for (String line : observed.system().jvm(role).lines()) {
        if (isOfShown(line) && !line.contains(" DispatcherServlet ") && !line.contains(" [/] ")) {
          text.append(String.format("%-" + WIDEST_ROLE + "s ", role))
              .append(line.length() <= WIDEST_LINE ? line : line.substring(0, WIDEST_LINE) + "…")
              .append('\n');
        }
      }
    }
    return text.toString();
  }

  private boolean isOfShown(String line) {
    return shown.stream().anyMatch(trace -> line.contains(trace.root().traceId()));
  }

  private static String title(String title) {
    return "\n== " + title + " ==\n";
  }
}
