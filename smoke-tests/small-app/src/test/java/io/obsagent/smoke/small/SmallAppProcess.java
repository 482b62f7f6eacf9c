/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.small;

import io.obsagent.smoke.harness.Jars;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The small application in a JVM of its own. */
final class SmallAppProcess implements AutoCloseable {
  private final Process process;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile int port;

  private SmallAppProcess(Process process) {
    this.process = process;
  }

  static SmallAppProcess start(Path javaHome, List<String> jvmArguments, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.add("-Xmx96m");
    command.add("-XX:+UseSerialGC");
    command.addAll(jvmArguments);
    command.add("-jar");
    command.add(Jars.application("small-app").toString());
    command.addAll(List.of(arguments));
    SmallAppProcess app =
        new SmallAppProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    Thread reader = new Thread(app::read, "small-app-output");
    reader.setDaemon(true);
    reader.start();
    if (!app.ready.await(60, TimeUnit.SECONDS) || app.port == 0) {
      app.close();
      throw new AssertionError("the application did not start: " + app.lines);
    }
    return app;
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (line.startsWith("ready ")) {
          port = Integer.parseInt(line.substring(6));
          ready.countDown();
        }
      }
    } catch (IOException e) {
      lines.add(e.toString());
    } finally {
      ready.countDown();
    }
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }

  int port() {
    return port;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Status and body. */
  String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
