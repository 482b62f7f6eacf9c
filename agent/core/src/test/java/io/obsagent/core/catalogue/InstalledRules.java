/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.vocabulary.HttpServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.resources.Resource;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rules of a test, in force until closed, and what they have recorded. */
final class InstalledRules implements AutoCloseable {
  final TestTicker ticker = new TestTicker();
  final Catalogue catalogue;
  private final Catalogue.Installation installation;

  /** A clock that stands still until told. */
  static final class TestTicker extends Health.Ticker {
    volatile long nanos = 1;

    @Override
    long nanos() {
      return nanos;
    }
  }

  private InstalledRules(List<String> systems, File file) {
    catalogue = Catalogue.load(systems, List.of(file), ticker);
    installation = catalogue.install();
    Operations.ready(null);
  }

  /** Rules that must be without fault. */
  static InstalledRules of(Path folder, String yaml) {
    InstalledRules rules = new InstalledRules(List.of(), file(folder, yaml));
    assertThat(rules.catalogue.problems()).isEmpty();
    return rules;
  }

  /** The lines about rules, without the folder. */
  static List<String> problems(Path folder, String yaml) {
    return Catalogue.load(List.of(), List.of(file(folder, yaml))).problems().stream()
        .map(line -> line.replace(folder.toString() + File.separator, ""))
        .toList();
  }

  private static File file(Path folder, String yaml) {
    try {
      return Files.writeString(folder.resolve("rules.yaml"), yaml).toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a request that is nobody's child. */
  static Operation request(String method, String route) {
    return Operation.start(HttpServer.TYPE, Context.root())
        .set(HttpServer.METHOD, method)
        .set(HttpServer.ROUTE, route);
  }

  /** A request from start to end. */
  static void request(String method, String route, long status) {
    request(method, route).set(HttpServer.STATUS, status).end();
  }

  /** Values by labels; the count of a histogram. */
  Map<String, Double> series(String name) {
    return series(catalogue.produce(Resource.empty()), name);
  }

  static Map<String, Double> series(Iterable<MetricData> metrics, String name) {
    Map<String, Double> values = new TreeMap<>();
    for (MetricData metric : metrics) {
      if (metric.getName().equals(name)) {
        for (PointData point : metric.getData().getPoints()) {
          values.put(labels(point.getAttributes()), value(point));
        }
      }
    }
    return values;
  }

  /** Sum of a histogram's series. */
  double sum(String name) {
    double sum = 0;
    for (MetricData metric : catalogue.produce(Resource.empty())) {
      if (metric.getName().equals(name)) {
        for (HistogramPointData point : metric.getHistogramData().getPoints()) {
          sum += point.getSum();
        }
      }
    }
    return sum;
  }

  private static double value(PointData point) {
    return point instanceof LongPointData
        ? ((LongPointData) point).getValue()
        : point instanceof DoublePointData
            ? ((DoublePointData) point).getValue()
            : ((HistogramPointData) point).getCount();
  }

  private static String labels(Attributes attributes) {
    Map<String, String> sorted = new TreeMap<>();
    attributes.forEach(
        (key, value) -> sorted.put(((AttributeKey<?>) key).getKey(), String.valueOf(value)));
    return sorted.toString();
  }

  @Override
  public void close() {
    installation.close();
    Operations.reset();
  }
}
