/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.obsagent.smoke.servers.Ports;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules on methods of an application of its own, under the packed jar. */
class MethodRuleTest {
  private static final File JAR = new File("target/obs-agent.jar").getAbsoluteFile();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  @TempDir Path scratch;

  private Path classes;
  private Path rules;
  private final int port = Ports.free();
  private Process process;
  private BufferedReader output;

  @BeforeEach
  void prepare() throws Exception {
    Path source =
        Files.writeString(
            scratch.resolve("Images.java"),
            """
            package app;

            public class Images {
              static class Room {
                private final String roomType;

                Room(String roomType) {
                  this.roomType = roomType;
                }
              }

              String process(Room room, String style) {
                return room.roomType + style;
              }

              public static void main(String[] arguments) throws Exception {
                Images images = new Images();
                images.process(new Room("first"), "Plain");
                System.out.println("ready");
                var input = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
                for (String line = input.readLine(); line != null; line = input.readLine()) {
                  images.process(new Room(line), "Modern");
                  System.out.println("done");
                }
              }
            }
            """);
    classes = Files.createDirectory(scratch.resolve("classes"));
    rules =
        Files.writeString(
            scratch.resolve("rules.yaml"),
            """
            version: 1
            metrics:
              images_processed_total:
                type: counter
                on: method app.Images#process
                when: outcome == 'ok'
                labels: {room_type: args.room.roomType, style: lower(args.style)}
            """);
    Process compiler =
        new ProcessBuilder(
                JAVA.resolve("javac").toString(), "-g", "-d", classes.toString(), source.toString())
            .inheritIO()
            .start();
    assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(compiler.exitValue()).isZero();
  }

  @AfterEach
  void stop() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private void start(String... options) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(JAVA.resolve("java").toString());
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", classes.toString(), "app.Images"));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().put("OBS_SERVER_PORT", String.valueOf(port));
    process = builder.start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(output.readLine()).isEqualTo("ready");
  }

  private void processes(String room) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((room + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
    assertThat(output.readLine()).isEqualTo("done");
  }

  /** The metric's lines, once there are so many. */
  private List<String> scraped(int count) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    List<String> lines = List.of();
    long end = System.nanoTime() + 30_000_000_000L;
    while (lines.size() < count && System.nanoTime() < end) {
      try {
        String page =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
        lines = page.lines().filter(line -> line.startsWith("images_processed_total{")).toList();
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    return lines;
  }

  @Test
  void fromTheFirstCallOnAMethodIsCounted() throws Exception {
    start("-javaagent:" + JAR, "-Dobs.rules=" + rules);
    processes("bath");
    processes("bath");
    assertThat(scraped(2))
        .containsExactlyInAnyOrder(
            "images_processed_total{room_type=\"first\",style=\"plain\"} 1",
            "images_processed_total{room_type=\"bath\",style=\"modern\"} 2");
  }

  @Test
  void classesThatWereLoadedBeforeTheRulesAreCountedToo() throws Exception {
    start();
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
    try {
      machine.loadAgent(JAR.getPath(), "obs.rules=" + rules);
    } finally {
      machine.detach();
    }
    processes("kitchen");
    assertThat(scraped(1))
        .containsExactly("images_processed_total{room_type=\"kitchen\",style=\"modern\"} 1");
  }
}
