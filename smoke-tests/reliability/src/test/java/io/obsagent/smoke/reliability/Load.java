/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Requests at a steady rate over connections that are kept, each answer compared. */
final class Load implements AutoCloseable {
  private static final int CONNECTIONS = 12;

  private final List<Client> clients = new ArrayList<>();
  private final byte[] request;
  private final String expected;
  private final long intervalNanos;

  /**
   * Opens the connections.
   *
   * @param rate requests per second, of all connections together
   * @param expected the body of each answer
   */
  Load(int port, String path, int rate, String expected) throws IOException {
    this.request =
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    this.expected = expected;
    this.intervalNanos = 1_000_000_000L * CONNECTIONS / rate;
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(new Client(new Socket("127.0.0.1", port)));
    }
  }

  /**
   * What came of some load.
   *
   * @param rate the requests per second that were made
   * @param failed how many answers were not as they should be
   * @param nanos how long each answer took, shortest first
   */
  record Result(double rate, long failed, long[] nanos) {
    /** The 99th percentile, in microseconds. */
    double p99() {
      return nanos[nanos.length * 99 / 100] / 1000.0;
    }
  }

  /** Makes requests for some time, of all at once: what disturbs one disturbs the others too. */
  static List<Result> run(Duration duration, Load... loads) throws Exception {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      for (int l = 0; l < loads.length; l++) {
        Client client = loads[l].clients.get(i);
        long step = loads[l].intervalNanos / CONNECTIONS;
        long first = start + i * step + l * step / loads.length;
        Thread thread = new Thread(() -> client.run(first, end), "load");
        thread.start();
        threads.add(thread);
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<Result> results = new ArrayList<>();
    for (Load load : loads) {
      long[] nanos =
          load.clients.stream().flatMapToLong(client -> client.nanos.build()).sorted().toArray();
      long failed = load.clients.stream().mapToLong(client -> client.failed).sum();
      results.add(new Result(nanos.length * 1e9 / duration.toNanos(), failed, nanos));
    }
    return results;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.socket.close();
    }
  }

  /** One connection. Its results are read when its thread has ended. */
  private final class Client {
    private final Socket socket;
    private final InputStream in;
    private LongStream.Builder nanos = LongStream.builder();
    private long failed;

    Client(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    void run(long first, long end) {
      nanos = LongStream.builder();
      failed = 0;
      long next = first;
      for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
        if (next > now) {
          LockSupport.parkNanos(next - now);
          continue;
        }
        // What is late is not made up for: the rate is reported.
        next = Math.max(next + intervalNanos, now);
        if (!isServed()) {
          failed++;
        }
        nanos.add(System.nanoTime() - now);
      }
    }

    private boolean isServed() {
      try {
        socket.getOutputStream().write(request);
        String status = line();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
          if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Integer.parseInt(line.substring(15).trim());
          }
        }
        byte[] body = new byte[length];
        new DataInputStream(in).readFully(body);
        return status.startsWith("HTTP/1.1 200")
            && expected.equals(new String(body, StandardCharsets.US_ASCII));
      } catch (IOException e) {
        return false;
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("closed");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
