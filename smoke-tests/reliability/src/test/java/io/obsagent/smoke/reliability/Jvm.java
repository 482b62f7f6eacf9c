/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The application in a JVM of its own, with or without the packed agent. */
final class Jvm implements AutoCloseable {
  static final Path AGENT = root().resolve("agent/dist/target/obs-agent.jar");
  static final Path DECLARATIVE =
      root().resolve("agent/declarative-config/target/obs-declarative-config.jar");
  static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  /** What every JVM is started with. */
  static final List<String> SMALL =
      List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread reader = new Thread(this::read, "output");
  private volatile int port;

  private Jvm(Process process) {
    this.process = process;
    reader.setDaemon(true);
    reader.start();
  }

  /** With the agent; options as {@code -D…} and the like. */
  static Jvm underAgent(List<String> options, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-javaagent:" + AGENT));
    all.addAll(options);
    return start(all, Map.of(), arguments);
  }

  /** With just these options and variables; waits until it serves. */
  static Jvm start(List<String> options, Map<String, String> environment, String... arguments)
      throws Exception {
    return start(BIN, options, environment, classes(), "example.reliability.App", arguments);
  }

  /** The same with another main class. */
  static Jvm startMain(
      List<String> options, Map<String, String> environment, String classPath, String mainClass)
      throws Exception {
    return start(BIN, options, environment, classPath, mainClass);
  }

  /** The same on another JDK, whose {@code bin} is given. */
  static Jvm start(
      Path bin,
      List<String> options,
      Map<String, String> environment,
      String classPath,
      String mainClass,
      String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(bin.resolve("java").toString()));
    command.addAll(SMALL);
    command.add("-Dsun.net.httpserver.nodelay=true");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Jvm jvm = new Jvm(builder.start());
    if (!jvm.ready.await(60, TimeUnit.SECONDS) || jvm.port == 0) {
      jvm.close();
      throw new AssertionError("the application did not start: " + jvm.lines);
    }
    return jvm;
  }

  /** Where the compiled application is. */
  static String classes() {
    return root().resolve("smoke-tests/reliability/target/test-classes").toString();
  }

  /** The same with the jars that these classes came from. */
  static String classes(Class<?>... libraries) throws URISyntaxException {
    StringBuilder path = new StringBuilder(classes());
    for (Class<?> library : libraries) {
      URI jar = library.getProtectionDomain().getCodeSource().getLocation().toURI();
      path.append(File.pathSeparatorChar).append(Path.of(jar));
    }
    return path.toString();
  }

  /** The {@code bin} of a JDK of this version; null when there is none here. */
  static Path bin(int version) throws Exception {
    String script = root().resolve("jdk").toString();
    List<String> command = List.of(script, "--find", Integer.toString(version));
    Run run = Run.of(Duration.ofSeconds(60), command);
    return run.status() == 0 ? Path.of(run.lines().get(run.lines().size() - 1), "bin") : null;
  }

  /** The small application, of the JDK's server, H2 and Redis. */
  static Path smallApp() {
    return root().resolve("smoke-tests/small-app/target/small-app.jar");
  }

  /** The Spring Boot application, as one jar. */
  static Path springApp() {
    return root().resolve("smoke-tests/realstaging-api/target/realstaging-api.jar");
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("mvnw"))) {
      at = at.getParent();
    }
    return at;
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("ready ")) {
          port = Integer.parseInt(line.substring(6));
          ready.countDown();
        } else if (!line.contains("VM warning: Sharing")) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      lines.add(e.toString());
    } finally {
      ready.countDown();
    }
  }

  /** All it printed so far, but for its announcement. */
  List<String> lines() {
    return new ArrayList<>(lines);
  }

  /**
   * Serves until it has printed two lines, as when both spans and metrics fail, and for a second
   * more, in which it might print another.
   *
   * @return all it printed
   */
  List<String> serveUntilBothSignalsAreTold(Duration patience) throws Exception {
    Poll.until(
        patience,
        () -> "two lines are printed; there are " + lines,
        () -> {
          assertThat(get("/ping")).isEqualTo("200 pong");
          return lines.size() > 1;
        });
    Thread.sleep(1000);
    return lines();
  }

  Process process() {
    return process;
  }

  int port() {
    return port;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** Status and body. */
  String get(String path) throws Exception {
    return fetch(url(path));
  }

  static String fetch(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build();
    var response = CLIENT.send(request, BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  /** Asks it to end, as Kubernetes does; what it still prints is read. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for the end; the exit status. */
  int await(Duration patience) throws Exception {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running: " + lines);
    }
    reader.join(5000);
    return process.exitValue();
  }

  @Override
  public void close() throws Exception {
    terminate();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
