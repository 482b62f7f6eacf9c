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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

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
   * What came of some seconds of load.
   *
   * @param rate the requests per second that were made
   * @param failed how many answers were not as they should be
   * @param p99 of the seconds' 99th percentiles the median, in microseconds
   */
  record Result(double rate, long failed, double p99) {}

  /** Makes requests for some time. */
  Result run(Duration duration) throws Exception {
    int seconds = (int) duration.toSeconds();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Client client = clients.get(i);
      long first = start + i * intervalNanos / CONNECTIONS;
      Thread thread = new Thread(() -> client.run(first, start, seconds), "load");
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long count = 0;
    long failed = 0;
    double[] p99s = new double[seconds];
    for (int second = 0; second < seconds; second++) {
      long[] all = new long[0];
      for (Client client : clients) {
        long[] some = client.nanos(second);
        int length = all.length;
        all = Arrays.copyOf(all, length + some.length);
        System.arraycopy(some, 0, all, length, some.length);
      }
      Arrays.sort(all);
      count += all.length;
      p99s[second] = all.length == 0 ? 0 : all[all.length * 99 / 100] / 1000.0;
    }
    for (Client client : clients) {
      failed += client.failed;
    }
    Arrays.sort(p99s);
    return new Result((double) count / seconds, failed, p99s[seconds / 2]);
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
    private final List<long[]> nanos = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private long failed;

    Client(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    long[] nanos(int second) {
      return Arrays.copyOf(nanos.get(second), counts.get(second));
    }

    void run(long first, long start, int seconds) {
      nanos.clear();
      counts.clear();
      failed = 0;
      long next = first;
      for (int second = 0; second < seconds; second++) {
        long[] taken = new long[(int) (1_000_000_000L / intervalNanos) * 2 + 10];
        int count = 0;
        long end = start + (second + 1) * 1_000_000_000L;
        while (count < taken.length) {
          long now = System.nanoTime();
          if (next >= end || now >= end) {
            break;
          }
          if (next > now) {
            LockSupport.parkNanos(next - now);
            continue;
          }
          // What is late is not made up for: the rate is reported.
          next = Math.max(next + intervalNanos, now);
          if (!isServed()) {
            failed++;
          }
          taken[count++] = System.nanoTime() - now;
        }
        nanos.add(taken);
        counts.add(count);
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
