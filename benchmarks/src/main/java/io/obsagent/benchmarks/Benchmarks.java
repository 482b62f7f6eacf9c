/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import example.jdbc.JdbcLoop;
import io.obsagent.smoke.servers.PostgresServer;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.smoke.servers.S3Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what agents cost and prints tables in Markdown: medians of some runs, the variants in
 * turn. {@code [--runs N] [--only start|request|jdbc|rules|modules|aot]}.
 */
public final class Benchmarks {
  private static final int WARM_REQUESTS = 80_000;
  private static final int COUNTED_REQUESTS = 30_000;

  private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";

  /** Of a user that the Spring Boot application knows, signed with the secret. */
  private static final String TOKEN =
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyX2FiYzEyMyJ9."
          + "IEPAwnCiBsIXWUMMbzmvwb6ChKEEpJtvYCDgBeceZtA";

  private static final String IMAGE =
      "{\"project_id\": \"p\", \"room_type\": \"kitchen\", \"style\": \"modern\","
          + " \"immediate\": false}";

  private final int runs;
  private final Sink sink = new Sink();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Benchmarks(int runs) throws Exception {
    this.runs = runs;
  }

  /** Takes about ten minutes for the usual 5 runs. */
  public static void main(String[] arguments) throws Exception {
    int runs = 5;
    List<String> wanted = List.of("start", "request", "jdbc", "rules", "modules", "aot");
    for (int i = 0; i < arguments.length; i += 2) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      if (arguments[i].equals("--runs") && value.matches("[1-9]\\d?")) {
        runs = Integer.parseInt(value);
      } else if (arguments[i].equals("--only") && wanted.contains(value)) {
        wanted = List.of(value);
      } else {
        System.err.println(
            "benchmarks/run [--runs N] [--only start|request|jdbc|rules|modules|aot]");
        System.exit(2);
      }
    }
    Benchmarks benchmarks = new Benchmarks(runs);
    System.out.printf(
        "JDK %s, %d processors, medians of %d runs. Every variant exports to a local sink.%n%n",
        System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), runs);
    try (RedisServer redis = RedisServer.start();
        PostgresServer postgres = PostgresServer.start();
        S3Server s3 = S3Server.start("realstaging")) {
      if (wanted.contains("start")) {
        print("Small application (JDK HttpServer, H2, Jedis): start", benchmarks.smallStart());
        print(
            "Spring Boot application (Tomcat, Spring MVC, HikariCP, PostgreSQL, Jedis, AWS SDK): start",
            benchmarks.springStart(environment(redis, postgres, s3)));
      }
      if (wanted.contains("request")) {
        print(
            "One request of the small application (HTTP, 3 JDBC, 2 Redis)",
            benchmarks.request(redis.url()));
      }
      if (wanted.contains("jdbc")) {
        print("One JDBC query on a driver that does nothing", benchmarks.jdbc());
      }
      if (wanted.contains("rules")) {
        RuleCost rules = new RuleCost(runs, benchmarks.sink.url());
        print("One call of a method that does next to nothing", rules.calls());
        print("Two metrics recorded for one request, beside the same by hand", rules.recording());
        print(
            "One request of the small application, under the agent",
            rules.requests(benchmarks, redis.url()));
      }
      if (wanted.contains("modules")) {
        print(
            "Instrumentations of the Spring Boot application",
            benchmarks.springModules(environment(redis, postgres, s3)));
        print("Instrumentations of the small application", benchmarks.smallModules(redis.url()));
      }
      if (wanted.contains("aot")) {
        print(
            "Spring Boot application on JDK 25, unpacked: start with an AOT cache and without",
            CacheCost.table(runs, environment(redis, postgres, s3), benchmarks.sink.url()));
      }
    }
    benchmarks.sink.close();
    System.exit(0);
  }

  private static void print(String title, Object table) {
    System.out.println("## " + title + "\n\n" + table);
    System.out.flush();
  }

  private Table smallStart() throws Exception {
    Table table = new Table();
    Path jar = Place.of("smoke-tests/small-app/target/small-app.jar");
    for (int run = -1; run < runs; run++) {
      for (Variant variant : Variant.values()) {
        try (Jvm jvm =
            Jvm.start(
                variant.arguments(sink.url()),
                jar,
                List.of("0", ""),
                Map.of(),
                line -> line.startsWith("ready"))) {
          double cpu = jvm.cpuMillis();
          double resident = jvm.residentMegabytes();
          if (run >= 0) {
            table.add("ready, ms", variant, jvm.readyMillis());
            table.add("CPU until ready, ms", variant, cpu);
            table.add("resident memory at ready, MB", variant, resident);
            table.add("classes loaded", variant, jvm.classes());
          }
        }
        double exit = cpuToExit(variant, jar);
        if (run >= 0) {
          table.add("CPU to exit (start, two requests, end), ms", variant, exit);
        }
      }
    }
    return table;
  }

  /** CPU of the whole life of a process, as its parent is told of it. */
  private double cpuToExit(Variant variant, Path jar) throws Exception {
    Path times = Files.createTempFile("times", ".txt");
    List<String> command =
        new ArrayList<>(
            List.of("bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\" > /dev/null 2>&1", "time"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(variant.arguments(sink.url()));
    command.addAll(List.of("-jar", jar.toString(), "0", "", "once"));
    new ProcessBuilder(command).redirectError(times.toFile()).start().waitFor();
    String[] words = Files.readString(times).trim().split("\\s+");
    Files.delete(times);
    return (Double.parseDouble(words[words.length - 2])
            + Double.parseDouble(words[words.length - 1]))
        * 1000;
  }

  private static Map<String, String> environment(
      RedisServer redis, PostgresServer postgres, S3Server s3) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", postgres.jdbcUrl());
    environment.put("DATABASE_USER", postgres.user());
    environment.put("DATABASE_PASSWORD", postgres.password());
    environment.put("REDIS_URL", redis.url());
    environment.put("QUEUE", "benchmark:queue");
    environment.put("S3_ENDPOINT", s3.endpoint());
    environment.put("S3_REGION", s3.region());
    environment.put("S3_ACCESS_KEY", s3.accessKey());
    environment.put("S3_SECRET_KEY", s3.secretKey());
    environment.put("BUCKET", "realstaging");
    environment.put("PORT", "0");
    environment.put("JWT_SECRET", SECRET);
    return environment;
  }

  private Table springStart(Map<String, String> environment) throws Exception {
    Table table = new Table();
    Path jar = Place.of("smoke-tests/realstaging-api/target/realstaging-api.jar");
    for (int run = -1; run < runs; run++) {
      for (Variant variant : Variant.values()) {
        try (Jvm jvm =
            Jvm.start(
                variant.arguments(sink.url()),
                jar,
                List.of(),
                environment,
                line -> line.contains("Started ApiApplication"))) {
          double cpu = jvm.cpuMillis();
          double resident = jvm.residentMegabytes();
          if (run >= 0) {
            table.add("ready, ms", variant, jvm.readyMillis());
            table.add("CPU until ready, ms", variant, cpu);
            table.add("resident memory at ready, MB", variant, resident);
            table.add("classes loaded", variant, jvm.classes());
          }
        }
      }
    }
    return table;
  }

  private Table request(String redisUrl) throws Exception {
    Table table = new Table();
    Path jar = Place.of("smoke-tests/small-app/target/small-app.jar");
    for (int run = 0; run < runs; run++) {
      for (Variant variant : Variant.values()) {
        List<String> arguments = new ArrayList<>(variant.arguments(sink.url()));
        // Else each answer waits for the acknowledgement of its head, which takes 40 ms.
        arguments.add("-Dsun.net.httpserver.nodelay=true");
        try (Jvm jvm =
            Jvm.start(
                arguments,
                jar,
                List.of("0", redisUrl),
                Map.of(),
                line -> line.startsWith("ready"))) {
          HttpRequest work =
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + jvm.readyLine().substring(6) + "/work"))
                  .build();
          double[] cost = costOf(work, jvm);
          table.add("CPU, µs", variant, cost[0]);
          table.add("allocation, KB", variant, cost[1]);
          table.add("live heap after that, MB", variant, jvm.liveMegabytes());
        }
      }
    }
    return table;
  }

  /** CPU in µs and allocation in KB of one such request, when the JVM is warm. */
  double[] costOf(HttpRequest request, Jvm jvm, int warm, int counted) throws Exception {
    load(request, warm);
    double cpu = jvm.cpuNanos();
    double bytes = jvm.allocatedBytes();
    load(request, counted);
    return new double[] {
      (jvm.cpuNanos() - cpu) / 1000 / counted, (jvm.allocatedBytes() - bytes) / 1000 / counted
    };
  }

  double[] costOf(HttpRequest request, Jvm jvm) throws Exception {
    return costOf(request, jvm, WARM_REQUESTS, COUNTED_REQUESTS);
  }

  private String smallModules(String redisUrl) throws Exception {
    Path jar = Place.of("smoke-tests/small-app/target/small-app.jar");
    return new ModuleCost(
            new ModuleCost.Application() {
              @Override
              public Jvm start(List<String> arguments) throws Exception {
                List<String> all = new ArrayList<>(arguments);
                all.add("-Dsun.net.httpserver.nodelay=true");
                return Jvm.start(
                    all, jar, List.of("0", redisUrl), Map.of(), line -> line.startsWith("ready"));
              }

              @Override
              public HttpRequest request(Jvm jvm) {
                return to(jvm.readyLine().substring(6), "/work").build();
              }
            },
            this,
            runs,
            sink.url())
        .table(true);
  }

  private String springModules(Map<String, String> environment) throws Exception {
    Path jar = Place.of("smoke-tests/realstaging-api/target/realstaging-api.jar");
    return new ModuleCost(
            new ModuleCost.Application() {
              @Override
              public Jvm start(List<String> arguments) throws Exception {
                return Jvm.start(
                    arguments,
                    jar,
                    List.of(),
                    environment,
                    line -> line.contains("Started ApiApplication"));
              }

              @Override
              public HttpRequest request(Jvm jvm) {
                for (String line : jvm.lines()) {
                  int port = line.indexOf("Tomcat started on port ");
                  if (port > 0) {
                    return to(line.substring(port + 23).split(" ")[0], "/api/v1/images")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(BodyPublishers.ofString(IMAGE))
                        .build();
                  }
                }
                throw new IllegalStateException("no port: " + jvm.lines());
              }
            },
            this,
            runs,
            sink.url())
        .table(false);
  }

  private static HttpRequest.Builder to(String port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private void load(HttpRequest request, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      client.send(request, BodyHandlers.discarding());
    }
  }

  private Table jdbc() throws Exception {
    Table table = new Table();
    Path programs = Place.of(Place.PROGRAMS);
    for (int run = 0; run < runs; run++) {
      for (Variant variant : Variant.values()) {
        List<String> arguments = new ArrayList<>(variant.arguments(sink.url()));
        arguments.addAll(List.of("-cp", programs.toString(), JdbcLoop.class.getName()));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        for (String line : output.split("\n")) {
          if (line.startsWith("ready ")) {
            String[] words = line.split(" ");
            table.add("thread CPU, ns", variant, Double.parseDouble(words[1]));
            table.add("allocation, bytes", variant, Double.parseDouble(words[2]));
          }
        }
      }
    }
    return table;
  }
}
