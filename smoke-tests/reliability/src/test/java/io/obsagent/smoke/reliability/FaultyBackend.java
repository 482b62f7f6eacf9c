/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import io.obsagent.smoke.backend.Backend;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An OTLP/HTTP backend with a fault that can be set and cured while clients are connected. What a
 * connection suffers from it keeps: curing the backend does not wake those that hang.
 */
final class FaultyBackend implements AutoCloseable {
  /** What it does instead of answering. */
  enum Fault {
    NONE,
    STATUS_500,
    STATUS_429,
    STATUS_503_RETRY_IN_AN_HOUR,
    REFUSED,
    HANG,
    CLOSE,
    DRIPPED_BODY,
    HUGE_BODY,
    BAD_GZIP
  }

  private static final int HUGE = 1_300_000_000;

  private final Backend healthy = Backend.start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong forgotten = new AtomicLong();
  private volatile boolean forgetting;
  private volatile long resumed;
  private volatile Fault fault = Fault.NONE;
  private volatile ServerSocket server;
  private volatile boolean closed;
  private final int port;

  FaultyBackend() throws IOException {
    server = listen(0);
    port = server.getLocalPort();
  }

  private ServerSocket listen(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    start(() -> accept(socket));
    return socket;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "faulty-backend");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What arrived while it was healthy. */
  Backend received() {
    return healthy;
  }

  /** How many requests, or attempts to connect that were taken, there were. */
  long requests() {
    return requests.get();
  }

  /** From now on it keeps nothing of what it takes, which would be too much of a load test. */
  void forget() {
    forgetting = true;
  }

  /** How many requests with traces it took and did not keep. */
  long forgotten() {
    return forgotten.get();
  }

  /** When it took the first traces since it was set, by System.nanoTime; 0 while it has not. */
  long resumed() {
    return resumed;
  }

  void set(Fault wanted) throws IOException {
    fault = wanted;
    resumed = 0;
    if (wanted == Fault.REFUSED) {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } else if (server.isClosed()) {
      server = listen(port);
    }
  }

  private void accept(ServerSocket listening) {
    while (!closed) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean more = true;
      while (more) {
        more = answer(in, socket.getOutputStream());
      }
    } catch (IOException | InterruptedException e) {
      // The client has gone, or is to go.
    } finally {
      open.remove(socket);
    }
  }

  private boolean answer(InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    String path = line(in);
    if (path.isEmpty()) {
      return false;
    }
    path = path.split(" ")[1];
    int length = -1;
    String encoding = null;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      } else if (lower.startsWith("content-encoding:")) {
        encoding = line.substring(17).trim();
      }
    }
    byte[] body = length >= 0 ? in.readNBytes(length) : chunks(in);
    requests.incrementAndGet();
    switch (fault) {
      case NONE -> {
        passOn(path, encoding, body);
        write(out, "200 OK", "Content-Length: 0");
      }
      case STATUS_500 -> write(out, "500 Broken", "Content-Length: 0");
      case STATUS_429 -> write(out, "429 Too Many", "Content-Length: 0");
      case STATUS_503_RETRY_IN_AN_HOUR ->
          write(out, "503 Busy", "Retry-After: 3600\r\nContent-Length: 0");
      case CLOSE, REFUSED -> {
        return false;
      }
      case HANG -> in.read();
      case DRIPPED_BODY -> {
        write(out, "200 OK", "Content-Length: 1000");
        while (true) {
          out.write('x');
          out.flush();
          Thread.sleep(1000);
        }
      }
      case HUGE_BODY -> {
        write(out, "200 OK", "Content-Length: " + HUGE);
        byte[] block = new byte[65536];
        for (long sent = 0; sent < HUGE; sent += block.length) {
          out.write(block);
        }
      }
      case BAD_GZIP -> {
        write(out, "500 Broken", "Content-Encoding: gzip\r\nContent-Length: 9");
        out.write("not gzip!".getBytes(StandardCharsets.US_ASCII));
      }
    }
    return true;
  }

  private void passOn(String path, String encoding, byte[] body)
      throws IOException, InterruptedException {
    if (forgetting) {
      if (path.equals("/v1/traces")) {
        forgotten.incrementAndGet();
        if (resumed == 0) {
          resumed = System.nanoTime();
        }
      }
      return;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(healthy.url() + path))
            .POST(BodyPublishers.ofByteArray(body));
    if (encoding != null) {
      request.header("Content-Encoding", encoding);
    }
    client.send(request.build(), BodyHandlers.discarding());
  }

  private static void write(OutputStream out, String status, String headers) throws IOException {
    String head = "HTTP/1.1 " + status + "\r\n" + headers + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(length));
      line(in);
      if (length == 0) {
        return body.toByteArray();
      }
    }
  }

  /** A line without its end; empty at the end of the stream too. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    healthy.close();
  }
}
