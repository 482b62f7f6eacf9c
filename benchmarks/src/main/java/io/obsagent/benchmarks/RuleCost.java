/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import example.shop.OrderLoop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What rules cost: calls of a method and requests, with rules beside without. */
final class RuleCost {
  private static final String METHOD =
      """
      metrics:
        orders_total:
          type: counter%s
          on: method example.shop.OrderLoop#order
          labels: {plan: args.plan}
      """;

  private static final String JAR = "benchmarks/target/benchmarks.jar";

  private final int runs;
  private final String sink;
  private final Map<String, List<double[]>> results = new LinkedHashMap<>();

  RuleCost(int runs, String sink) {
    this.runs = runs;
    this.sink = sink;
  }

  /** One call of a method that does next to nothing. */
  String calls() throws Exception {
    results.clear();
    Map<String, Variant> variants = new LinkedHashMap<>();
    variants.put("no agent", Variant.NONE);
    variants.put("no rule", Variant.OURS);
    variants.put("a rule that is disabled", Variant.OURS);
    variants.put("a counter with one label", Variant.OURS);
    List<String> files =
        List.of("", "", METHOD.formatted("\n    enabled: false"), METHOD.formatted(""));
    for (int run = 0; run < runs; run++) {
      int next = 0;
      for (Map.Entry<String, Variant> variant : variants.entrySet()) {
        call(variant.getKey(), variant.getValue(), files.get(next++));
      }
    }
    return table("thread CPU, ns", "allocation, bytes");
  }

  private void call(String title, Variant variant, String rules) throws Exception {
    run(title, arguments(variant, rules), Place.PROGRAMS, OrderLoop.class.getName());
  }

  /** What the catalogue's engine does for one request, beside the same by hand. */
  String recording() throws Exception {
    results.clear();
    for (int run = 0; run < runs; run++) {
      run("the built-in catalogue", List.of(), JAR, RecordingLoop.class.getName(), "catalogue");
      run("code written by hand", List.of(), JAR, RecordingLoop.class.getName(), "hand");
    }
    return table("thread CPU, ns", "allocation, bytes");
  }

  private void run(String title, List<String> options, String place, String... program)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", Place.of(place).toString()));
    command.addAll(List.of(program));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    if (output.contains("[obs-agent] WARN")) {
      throw new IllegalStateException(output);
    }
    for (String line : output.split("\n")) {
      if (line.startsWith("ready ")) {
        String[] words = line.split(" ");
        add(title, Double.parseDouble(words[1]), Double.parseDouble(words[2]));
      }
    }
  }

  /** One request of the small application, to which ten rules apply. */
  String requests(Benchmarks benchmarks, String redisUrl) throws Exception {
    results.clear();
    for (int run = 0; run < runs; run++) {
      request("no rule", "", benchmarks, redisUrl);
      request("ten rules", tenRules(), benchmarks, redisUrl);
    }
    return table("CPU, µs", "allocation, KB");
  }

  private void request(String title, String rules, Benchmarks benchmarks, String redisUrl)
      throws Exception {
    List<String> arguments = arguments(Variant.OURS, rules);
    arguments.add("-Dsun.net.httpserver.nodelay=true");
    try (Jvm jvm =
        Jvm.start(
            arguments,
            Place.of("smoke-tests/small-app/target/small-app.jar"),
            List.of("0", redisUrl),
            Map.of(),
            line -> line.startsWith("ready"))) {
      URI uri = URI.create("http://127.0.0.1:" + jvm.readyLine().substring(6) + "/work");
      double[] cost = benchmarks.costOf(HttpRequest.newBuilder(uri).build(), jvm);
      add(title, cost[0], cost[1]);
    }
  }

  private static String tenRules() {
    StringBuilder rules = new StringBuilder("metrics:\n");
    for (int i = 0; i < 10; i++) {
      rules
          .append("  benchmark_")
          .append(i)
          .append("_total:\n    type: counter\n    on: http.server GET **\n")
          .append("    when: duration < ")
          .append(i + 1)
          .append("\n    labels: {route: route, status: response.status, ok: outcome}\n");
    }
    return rules.toString();
  }

  private List<String> arguments(Variant variant, String rules) throws IOException {
    List<String> arguments = new ArrayList<>(variant.arguments(sink));
    if (!rules.isEmpty()) {
      Path file = Files.createTempFile("rules", ".yaml");
      file.toFile().deleteOnExit();
      Files.writeString(file, rules);
      arguments.add("-Dobs.rules=" + file);
    }
    return arguments;
  }

  private void add(String title, double... values) {
    results.computeIfAbsent(title, key -> new ArrayList<>()).add(values);
  }

  private String table(String... figures) {
    StringBuilder text = new StringBuilder("| with |");
    for (String figure : figures) {
      text.append(' ').append(figure).append(" |");
    }
    text.append("\n|---").append("|---".repeat(figures.length)).append("|\n");
    results.forEach(
        (title, values) -> {
          text.append("| ").append(title);
          for (int i = 0; i < figures.length; i++) {
            int column = i;
            List<Double> sorted =
                new ArrayList<>(values.stream().map(value -> value[column]).sorted().toList());
            text.append(" | ").append(Table.number(sorted.get(sorted.size() / 2)));
          }
          text.append(" |\n");
        });
    return text.toString();
  }
}
