/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final Map<String, Page> pages = new HashMap<>();
  private MetricsServer server;

  MetricsServerTest() {
    pages.put("/metrics", request -> Response.text(200, "text/plain", "up 1\n"));
    pages.put(
        "/echo",
        request ->
            Response.text(
                200,
                "text/plain",
                request.path() + "|" + request.query() + "|" + request.header("x-a")));
    pages.put(
        "/broken",
        request -> {
          throw new StackOverflowError("secret");
        });
    byte[] big = new byte[6 * 1024 * 1024];
    pages.put("/big", request -> Response.bytes(200, "text/plain", big, big.length));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
    if (server != null) {
      server.stop();
      until(() -> server.port() == 0);
    }
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not so within 10 seconds");
      }
      Thread.yield();
    }
  }

  private void start() {
    server = new MetricsServer("127.0.0.1", 0, pages, lines::add);
    server.start();
    until(() -> server.port() != 0);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
    socket.setSoTimeout(5000);
    resources.add(socket);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String ask(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private String get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  /** It does not wait for what the others have: their first deadline is five seconds. */
  private void scrapeIsQuick() throws IOException {
    long start = System.nanoTime();
    assertThat(get("/metrics")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nup 1\n");
    assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
  }

  @Test
  void aPageIsServed() throws Exception {
    start();
    assertThat(get("/metrics"))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
                + "Vary: Accept, Accept-Encoding\r\nCache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nup 1\n");
    assertThat(lines).isEmpty();
  }

  @Test
  void aPageSeesPathQueryAndHeaders() throws Exception {
    start();
    assertThat(ask("GET /echo?a=%20b?c HTTP/1.0\nX-A:  1 \nX-AB: 2\nx-a: 3\n\n"))
        .endsWith("/echo|a=%20b?c|1, 3");
    assertThat(get("http://somewhere:1/echo")).endsWith("/echo||null");
  }

  @Test
  void headHasNoBody() throws Exception {
    start();
    assertThat(ask("HEAD /metrics HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 5\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    start();
    for (String method : new String[] {"POST", "PUT", "DELETE", "TRACE", "OPTIONS", "get", "X"}) {
      assertThat(ask(method + " /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"))
          .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
          .contains("\r\nAllow: GET, HEAD\r\n");
    }
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    start();
    for (String path : new String[] {"/", "/metrics/", "/../metrics", "//metrics", "/x", "*"}) {
      assertThat(get(path)).startsWith("HTTP/1.1 404 Not Found\r\n");
      assertThat(ask("POST " + path + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void nonsenseIsABadRequest() throws Exception {
    start();
    for (String request :
        new String[] {
          "GET /metrics\r\n\r\n",
          "\r\n\r\n",
          "GET / x HTTP/1.1\r\n\r\n",
          "x\n\n",
          "GET /metrics HTTP/2.0\r\n\r\n"
        }) {
      assertThat(ask(request)).startsWith("HTTP/1.1 400 Bad Request\r\n");
    }
  }

  @Test
  void aPageThatThrowsIsAnErrorWithoutDetails() throws Exception {
    start();
    assertThat(get("/broken")).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
    scrapeIsQuick();
  }

  @Test
  void aLargePageIsZippedForThoseWhoTakeIt() throws Exception {
    start();
    try (Socket socket = connect()) {
      write(socket, "GET /big HTTP/1.1\r\nAccept-Encoding: br, gzip;q=0.5\r\n\r\n");
      byte[] answer = socket.getInputStream().readAllBytes();
      String head = new String(answer, 0, 400, StandardCharsets.ISO_8859_1);
      assertThat(head).contains("\r\nContent-Encoding: gzip\r\n");
      int body = head.indexOf("\r\n\r\n") + 4;
      InputStream zipped = new ByteArrayInputStream(answer, body, answer.length - body);
      assertThat(new GZIPInputStream(zipped).readAllBytes()).hasSize(6 * 1024 * 1024);
    }
    assertThat(ask("GET /big HTTP/1.1\r\nAccept-Encoding: gzip;q=0\r\n\r\n"))
        .doesNotContain("Content-Encoding")
        .hasSizeGreaterThan(6 * 1024 * 1024);
    assertThat(ask("GET /metrics HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n"))
        .doesNotContain("Content-Encoding");
  }

  @Test
  void aRequestMayComeInPieces() throws Exception {
    start();
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (char c : "GET /metrics HTTP/1.1\r\nA: b\r\n\r\n".toCharArray()) {
        socket.getOutputStream().write(c);
        Thread.yield();
      }
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .endsWith("up 1\n");
    }
  }

  @Test
  void idleConnectionsShutNobodyOut() throws Exception {
    start();
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      idle.add(connect());
    }
    scrapeIsQuick();
    until(() -> open(idle) <= 16);
  }

  /** Held to what it promises: to requests that come within 4 ms. */
  @Test
  void aBurstOfConnectionsLeavesTimeForARequest() throws Exception {
    start();
    for (int i = 0; i < 100; i++) {
      long start = System.nanoTime();
      try (Socket good = connect()) {
        for (int j = 0; j < 20; j++) {
          connect();
        }
        write(good, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        if (System.nanoTime() - start < 4_000_000) {
          assertThat(good.getInputStream().read()).isEqualTo('H');
        }
      }
    }
  }

  @Test
  void halfSentRequestsShutNobodyOut() throws Exception {
    start();
    List<Socket> half = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Socket socket = connect();
      write(socket, "GET /metrics HTTP/1.1\r\nX: ");
      half.add(socket);
    }
    for (int i = 0; i < 5; i++) {
      scrapeIsQuick();
    }
    until(() -> open(half) <= 16);
  }

  /** How many of the connections the server has not closed. */
  private static int open(List<Socket> sockets) {
    int open = 0;
    for (Socket socket : sockets) {
      try {
        socket.setSoTimeout(1);
        if (socket.getInputStream().read() >= 0) {
          open++;
        }
      } catch (java.net.SocketTimeoutException stillOpen) {
        open++;
      } catch (IOException closed) {
        continue;
      }
    }
    return open;
  }

  @Test
  void slowReadersShutNobodyOut() throws Exception {
    start();
    for (int i = 0; i < 50; i++) {
      write(connect(), "GET /big HTTP/1.1\r\n\r\n");
    }
    for (int i = 0; i < 5; i++) {
      scrapeIsQuick();
    }
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    start();
    Socket socket = connect();
    write(socket, "GET /metrics HTTP/1.1\r\nX: ");
    byte[] block = new byte[64 * 1024];
    java.util.Arrays.fill(block, (byte) 'x');
    try {
      for (int i = 0; i < 48; i++) {
        socket.getOutputStream().write(block);
      }
      assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 431");
    } catch (IOException refusedEarlier) {
      assertThat(refusedEarlier).hasMessageMatching("(?i).*(reset|broken pipe|closed|abort).*");
    }
    scrapeIsQuick();
  }

  @Test
  void oneByteTooManyIsRefusedWithAStatus() throws Exception {
    start();
    assertThat(ask("GET /metrics HTTP/1.1\r\nX: " + "x".repeat(8 * 1024)))
        .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
  }

  @Test
  void anInterruptOfTheThreadIsSurvived() throws Exception {
    start();
    for (int i = 0; i < 3; i++) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("obs-server")) {
          thread.interrupt();
        }
      }
      until(
          () -> {
            try {
              return server.port() != 0 && get("/metrics").endsWith("up 1\n");
            } catch (IOException notYet) {
              return false;
            }
          });
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void aTakenPortIsReportedOnceAndBoundLater() throws Exception {
    ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    int port = other.getLocalPort();
    server = new MetricsServer("127.0.0.1", port, pages, lines::add, 50);
    server.start();
    until(() -> lines.size() == 1);
    assertThat(lines.get(0)).startsWith("Cannot serve metrics on 127.0.0.1:" + port + " yet: ");
    assertThat(server.port()).isZero();
    long later = System.nanoTime() + 300_000_000L;
    until(() -> System.nanoTime() - later > 0);
    assertThat(lines).hasSize(1);
    other.close();
    until(() -> server.port() == port);
    until(() -> lines.size() == 2);
    assertThat(lines.get(1)).isEqualTo("Serving metrics on 127.0.0.1:" + port);
    scrapeIsQuick();
  }

  @Test
  void anUnknownHostIsReported() {
    server = new MetricsServer("no.such.host.invalid", 0, pages, lines::add);
    server.start();
    until(() -> lines.size() == 1);
    assertThat(lines.get(0)).endsWith("yet: no such host");
  }

  @Test
  void stopFreesThePort() throws Exception {
    start();
    int port = server.port();
    server.stop();
    until(() -> server.port() == 0);
    until(
        () -> {
          try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.isBound();
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  @Test
  void thereIsOneThreadAndItIsADaemon() throws Exception {
    start();
    scrapeIsQuick();
    List<Thread> threads = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("obs-server")) {
        threads.add(thread);
      }
    }
    assertThat(threads).singleElement().matches(Thread::isDaemon);
  }

  @Test
  void theMetricsPageCollectsWhenAsked() throws Exception {
    MetricsPage page = new MetricsPage(new PrometheusText(false));
    pages.put("/metrics", page);
    start();
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder().registerMetricReader(page).build()) {
      var counter = provider.get("test").counterBuilder("x_total").build();
      for (int i = 1; i <= 3; i++) {
        counter.add(1);
        assertThat(get("/metrics"))
            .contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n")
            .endsWith("# TYPE x_total counter\nx_total " + i + "\n");
      }
      assertThat(ask("GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text\r\n\r\n"))
          .contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n")
          .endsWith("# EOF\n");
    }
  }
}
