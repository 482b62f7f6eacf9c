/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A server on the loopback interface, plain and secure, that remembers what it was asked. */
final class TestServer implements AutoCloseable {
  /** A request as it arrived. */
  record Received(String method, String path, String traceparent, String body) {}

  private static final char[] PASSWORD = "loopback".toCharArray();

  private final HttpServer plain;
  private final HttpsServer secure;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final KeyStore keys = KeyStore.getInstance("PKCS12");

  TestServer() throws Exception {
    try (InputStream stream = TestServer.class.getResourceAsStream("/loopback.p12")) {
      keys.load(stream, PASSWORD);
    }
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    plain = HttpServer.create(anywhere, 0);
    secure = HttpsServer.create(anywhere, 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(sslContext()));
    for (HttpServer server : new HttpServer[] {plain, secure}) {
      server.setExecutor(threads);
      server.createContext("/", this::answer);
      server.start();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      received.add(
          new Received(
              exchange.getRequestMethod(),
              path,
              exchange.getRequestHeaders().getFirst("traceparent"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      switch (path.substring(path.lastIndexOf('/'))) {
        case "/missing" -> send(exchange, 404, "missing");
        case "/broken" -> send(exchange, 500, "broken");
        case "/moved" -> {
          exchange.getResponseHeaders().set("Location", "/hello");
          send(exchange, 302, "moved");
        }
        case "/zipped" -> {
          ByteArrayOutputStream zipped = new ByteArrayOutputStream();
          try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write("hello".getBytes(StandardCharsets.UTF_8));
          }
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, 200, zipped.toByteArray());
        }
        case "/json" -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("X-By", "server");
          send(exchange, 200, "{\"id\": \"i1\", \"status\": \"done\"}");
        }
        case "/large" -> send(exchange, 200, "x".repeat(100_000));
        case "/never" -> closing.await();
        default -> send(exchange, 200, "hello");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + plain.getAddress().getPort() + path;
  }

  String secureUrl(String path) {
    return "https://127.0.0.1:" + secure.getAddress().getPort() + path;
  }

  int port() {
    return plain.getAddress().getPort();
  }

  /** The URL of a port where nobody listens. */
  static String refusingUrl() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/hello";
    }
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  void forget() {
    received.clear();
  }

  SSLContext sslContext() throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
    own.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), new X509TrustManager[] {trust()}, null);
    return context;
  }

  X509TrustManager trust() throws Exception {
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("loopback", keys.getCertificate("loopback"));
    trusted.init(roots);
    return (X509TrustManager) trusted.getTrustManagers()[0];
  }

  @Override
  public void close() {
    closing.countDown();
    plain.stop(0);
    secure.stop(0);
    threads.shutdownNow();
  }
}
