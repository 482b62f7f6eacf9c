/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.smoke.servers.Ports;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The agent's server serves whoever asks properly, beside whoever does not. */
class MetricsServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SLOWEST = Duration.ofSeconds(1);

  /** When a thread that naps wakes up too late by this, others had the processors. */
  private static final Duration BUSY = Duration.ofMillis(10);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static int port;
  private static Jvm jvm;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    port = Ports.free();
    jvm =
        Jvm.underAgent(
            List.of(
                "-Dobs.server.port=" + port,
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none"));
    Poll.until(
        PATIENCE,
        "the server answers",
        () -> {
          try {
            return status("GET", "/metrics") == 200;
          } catch (IOException e) {
            return false;
          }
        });
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(jvm.get("/ping")).isEqualTo("200 pong");
    assertThat(jvm.lines()).isEmpty();
    jvm.close();
  }

  @AfterEach
  void disconnect() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static int status(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(20))
            .build();
    return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
    return socket;
  }

  private Socket send(String text) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void connectIdly() throws IOException {
    for (int i = 0; i < 500; i++) {
      connect();
    }
  }

  private void sendHalves() throws IOException {
    for (int i = 0; i < 50; i++) {
      send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Half: ");
    }
  }

  private void readSlowly() throws IOException {
    for (int i = 0; i < 50; i++) {
      send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
  }

  /** Of 3 MB, for as long as the server listens. */
  private void sendHugeHeader() throws IOException {
    byte[] header = ("X-Long: " + "x".repeat(8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    Socket socket = send("GET /metrics HTTP/1.1\r\n");
    try {
      OutputStream out = socket.getOutputStream();
      for (int sent = 0; sent < 3_000_000; sent += header.length) {
        out.write(header);
      }
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe).*");
    }
  }

  private static void assertScrapesAreQuick() throws Exception {
    int answered = 0;
    try (Hiccups machine = new Hiccups()) {
      for (int i = 0; i < 10; i++) {
        answered += scrape(machine) == null ? 0 : 1;
      }
    }
    assertThat(answered).isGreaterThan(4);
  }

  /**
   * How long it took, which is little but for what the machine was late by meanwhile; null when it
   * was so busy that the client was taken for an idle one, held up between its connection and its
   * request.
   */
  private static @Nullable Duration scrape(Hiccups machine) throws Exception {
    machine.late();
    long start = System.nanoTime();
    try {
      assertThat(status("GET", "/metrics")).isEqualTo(200);
    } catch (IOException e) {
      assertThat(machine.late()).as("%s", e).isGreaterThan(BUSY);
      return null;
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(taken.minus(machine.late())).isLessThan(SLOWEST);
    return taken;
  }

  @Test
  void fiveHundredIdleConnectionsDelayNoScrape() throws Exception {
    connectIdly();
    assertScrapesAreQuick();
  }

  @Test
  void fiftyHalfSentRequestsDelayNoScrape() throws Exception {
    sendHalves();
    assertScrapesAreQuick();
  }

  @Test
  void slowReadersDelayNoScrape() throws Exception {
    readSlowly();
    assertScrapesAreQuick();
  }

  @Test
  void hugeHeadersDelayNoScrape() throws Exception {
    for (int i = 0; i < 10; i++) {
      sendHugeHeader();
    }
    assertScrapesAreQuick();
  }

  /** All of the above at once, renewed each second. */
  @Tag("long")
  @Test
  void tenMinutesOfAbuseDelayNoScrape() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean over = new AtomicBoolean();
    assertThat(jvm.get("/threads")).contains("obs-server");
    int files = files();
    Thread abuser = new Thread(() -> abuse(over, failure), "abuser");
    abuser.start();
    Duration slowest = Duration.ZERO;
    int scrapes = 0;
    int lost = 0;
    try (Hiccups machine = new Hiccups()) {
      long end = System.nanoTime() + Duration.ofMinutes(10).toNanos();
      while (System.nanoTime() < end) {
        Duration taken = scrape(machine);
        if (taken == null) {
          lost++;
        } else if (taken.compareTo(slowest) > 0) {
          slowest = taken;
        }
        scrapes++;
        assertItIsSmall(files);
        Thread.sleep(20);
      }
    } finally {
      System.out.printf(
          "%d scrapes, the slowest %d ms, %d lost while the machine was busy%n",
          scrapes, slowest.toMillis(), lost);
      over.set(true);
      abuser.join();
    }
    assertThat(failure.get()).isNull();
    assertItIsSmall(files);
  }

  private void abuse(AtomicBoolean over, AtomicReference<Throwable> failure) {
    try {
      while (!over.get()) {
        connectIdly();
        sendHalves();
        readSlowly();
        sendHugeHeader();
        Thread.sleep(1000);
        disconnect();
        sockets.clear();
      }
    } catch (Throwable t) {
      failure.set(t);
    }
  }

  /** Its thread and its connections, by what files the process has. */
  private static void assertItIsSmall(int filesBefore) throws Exception {
    assertThat(jvm.get("/threads").split("obs-server", -1)).hasSizeBetween(2, 3);
    // One more is open for a moment, while it takes the place of another.
    assertThat(files() - filesBefore).isLessThanOrEqualTo(16 + 1);
  }

  /** How many files, which sockets are too, the process has open; 0 where that cannot be seen. */
  private static int files() {
    String[] files = new File("/proc/" + jvm.process().pid() + "/fd").list();
    return files == null ? 0 : files.length;
  }

  @Test
  void noPropertyOfTheProcessIsChanged() throws Exception {
    try (Jvm without = Jvm.start(List.of(), Map.of())) {
      assertThat(properties(jvm)).isEqualTo(properties(without));
    }
  }

  /** The system properties; without those on the agent's own command line. */
  private static Map<String, String> properties(Jvm of) throws Exception {
    Map<String, String> properties = new TreeMap<>();
    for (String line : of.get("/properties").substring(4).split("\n")) {
      String name = line.substring(0, line.indexOf('='));
      if (!name.startsWith("otel.") && !name.startsWith("obs.")) {
        properties.put(name, line);
      }
    }
    return properties;
  }

  @Test
  void onlyGetAndHeadAreAllowed() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
      assertThat(status(method, "/metrics")).as(method).isEqualTo(405);
    }
    assertThat(status("HEAD", "/metrics")).isEqualTo(200);
  }

  @Test
  void onlyItsPagesAreFound() throws Exception {
    assertThat(status("GET", "/health")).isEqualTo(200);
    for (String path :
        List.of("/", "/metrics/", "/Metrics", "/metricsx", "/..%2fmetrics", "/favicon.ico")) {
      assertThat(status("GET", path)).as(path).isEqualTo(404);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "127.0.0.2 is a loopback address on Linux only")
  void itListensOnTheLoopbackAddressAlone() {
    assertThatThrownBy(
            () -> {
              try (Socket other = new Socket()) {
                other.connect(new InetSocketAddress("127.0.0.2", port), 2000);
              }
            })
        .isInstanceOf(ConnectException.class);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "127.0.0.2 is a loopback address on Linux only")
  void itListensOnAllAddressesIfToldSo() throws Exception {
    int other = Ports.free();
    try (Jvm open =
        Jvm.underAgent(
            List.of(
                "-Dobs.server.host=0.0.0.0",
                "-Dobs.server.port=" + other,
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none"))) {
      Poll.until(
          PATIENCE,
          "the server answers",
          () -> {
            try {
              return Jvm.fetch("http://127.0.0.2:" + other + "/metrics").startsWith("200 ");
            } catch (IOException e) {
              return false;
            }
          });
      assertThat(open.lines()).isEmpty();
    }
  }
}
