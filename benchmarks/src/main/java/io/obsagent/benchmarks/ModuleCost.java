/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each instrumentation adds to an application: the application with all of them, less the
 * application with all but this one. The agent's classes, woven types and bytes are counted; they
 * are the same at every run, nearly. Times are medians.
 */
final class ModuleCost {
  private static final Pattern WOVE =
      Pattern.compile("\\[obs-agent] DEBUG wove (\\S+), (-?\\d+) bytes more");

  private static final List<String> ALL_OFF =
      List.of("-Dotel.instrumentation.common.default-enabled=false");

  private static final int STARTS = 4;
  private static final int WARM_REQUESTS = 20_000;
  private static final int COUNTED_REQUESTS = 20_000;

  /** Starts an application with these arguments of the JVM. */
  interface Application {
    Jvm start(List<String> arguments) throws Exception;

    /** A request to it that does much of what it can do. */
    HttpRequest request(Jvm jvm);
  }

  /** What one start showed. */
  private static final class Start {
    /** The agent's classes that were loaded. */
    final Set<String> loaded = new HashSet<>();

    /** By instrumentation. */
    final Map<String, List<String>> woven = new TreeMap<>();

    long bytes;
  }

  private final Application application;
  private final Benchmarks benchmarks;
  private final int runs;
  private final List<String> agent;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** CPU of starts, CPU and allocation of requests; each by what is switched off. */
  private final List<Map<String, List<Double>>> times =
      List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());

  ModuleCost(Application application, Benchmarks benchmarks, int runs, String sink) {
    this.application = application;
    this.benchmarks = benchmarks;
    this.runs = runs;
    this.agent = Variant.OURS.arguments(sink);
  }

  private static List<String> off(String module) {
    return List.of("-Dotel.instrumentation." + module + ".enabled=false");
  }

  /**
   * Counts and, if wanted, measures.
   *
   * @param timed whether starts and requests are measured too, which takes minutes
   */
  String table(boolean timed) throws Exception {
    Start all = counted(List.of());
    Start nothing = counted(ALL_OFF);
    List<String> modules = new ArrayList<>(all.woven.keySet());
    modules.removeIf(module -> module.equals("boot-delegation") || module.equals("method"));
    if (timed) {
      measure(modules);
    }
    StringBuilder text = new StringBuilder("| instrumentation | classes | types | bytes |");
    text.append(timed ? " start, CPU ms | request, CPU µs | request, bytes |\n" : "\n");
    text.append("|---|---|---|---|").append(timed ? "---|---|---|\n" : "\n");
    for (String module : modules) {
      Start without = counted(off(module));
      row(text, module, all, without);
      text.append(' ').append(all.woven.get(module).size());
      text.append(" | ").append(all.bytes - without.bytes).append(" |");
      times(text, timed, module);
    }
    row(text, "all of these", all, nothing);
    text.append(' ').append(types(all)).append(" | ").append(all.bytes);
    text.append(" |");
    times(text, timed, "*");
    Start again = counted(List.of());
    text.append("\nThe agent without any: ").append(nothing.loaded.size()).append(" classes. ");
    text.append("A second start with all: ");
    text.append(again.loaded.size() - all.loaded.size()).append(" classes and ");
    text.append(again.bytes - all.bytes).append(" bytes more.\n");
    if (timed) {
      text.append("The middle half of what was seen with all: ").append(spread(0));
      text.append(" ms, ").append(spread(1)).append(" µs, ").append(spread(2));
      text.append(" bytes.\n");
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, Start all, Start without) {
    text.append("| ").append(name).append(" | ");
    text.append(all.loaded.size() - without.loaded.size()).append(" |");
  }

  private static int types(Start start) {
    return (int) start.woven.values().stream().flatMap(List::stream).distinct().count();
  }

  private void times(StringBuilder text, boolean timed, String module) {
    for (int i = 0; timed && i < 3; i++) {
      text.append(' ').append(Table.number(median(i, "") - median(i, module))).append(" |");
    }
    text.append('\n');
  }

  /** One start and a request, everything counted. */
  private Start counted(List<String> off) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path log = Files.createTempFile("loaded", ".txt");
    List<String> arguments = new ArrayList<>(agent);
    arguments.addAll(off);
    arguments.add("-Dobs.debug=true");
    arguments.add("-Dobs.server.port=" + port);
    arguments.add("-Xlog:class+load:file=" + log + "::filesize=0");
    Start start = new Start();
    Map<String, Long> bytes = new HashMap<>();
    try (Jvm jvm = application.start(arguments)) {
      int status = client.send(application.request(jvm), BodyHandlers.discarding()).statusCode();
      if (status >= 400) {
        throw new IllegalStateException("status " + status);
      }
      woven(port, start);
      for (String line : jvm.lines()) {
        Matcher matcher = WOVE.matcher(line);
        if (matcher.find()) {
          bytes.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
      }
    }
    start.bytes = bytes.values().stream().mapToLong(Long::longValue).sum();
    for (String line : Files.readAllLines(log)) {
      int begin = line.indexOf("] ", line.indexOf("class,load")) + 2;
      int end = line.indexOf(" source:");
      if (end > begin) {
        String name = line.substring(begin, end);
        if (name.startsWith("io.obsagent.")) {
          start.loaded.add(name);
        }
      }
    }
    Files.delete(log);
    return start;
  }

  private void woven(int port, Start start) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + port + "/woven");
    String text = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
    for (String line : text.split("\n")) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        start
            .woven
            .computeIfAbsent(line.substring(0, blank), key -> new ArrayList<>())
            .add(line.substring(blank + 1));
      }
    }
  }

  private void measure(List<String> modules) throws Exception {
    Map<String, List<String>> variants = new LinkedHashMap<>();
    variants.put("", List.of());
    for (String module : modules) {
      variants.put(module, off(module));
    }
    variants.put("*", ALL_OFF);
    for (int run = 0; run < runs; run++) {
      for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
        List<String> arguments = new ArrayList<>(agent);
        arguments.addAll(variant.getValue());
        for (int i = 0; i < STARTS; i++) {
          try (Jvm jvm = application.start(arguments)) {
            add(0, variant.getKey(), jvm.cpuMillis());
          }
        }
        try (Jvm jvm = application.start(arguments)) {
          double[] cost =
              benchmarks.costOf(application.request(jvm), jvm, WARM_REQUESTS, COUNTED_REQUESTS);
          add(1, variant.getKey(), cost[0]);
          add(2, variant.getKey(), cost[1] * 1000);
        }
      }
    }
  }

  private void add(int figure, String off, double value) {
    times.get(figure).computeIfAbsent(off, key -> new ArrayList<>()).add(value);
  }

  private List<Double> sorted(int figure, String off) {
    List<Double> values = new ArrayList<>(times.get(figure).get(off));
    Collections.sort(values);
    return values;
  }

  private double median(int figure, String off) {
    List<Double> values = sorted(figure, off);
    return values.get(values.size() / 2);
  }

  /** The middle half of what was seen with nothing switched off. */
  private String spread(int figure) {
    List<Double> values = sorted(figure, "");
    return Table.number(values.get(values.size() / 4))
        + " to "
        + Table.number(values.get(values.size() * 3 / 4));
  }
}
