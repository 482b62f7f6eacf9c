/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that keeps connections open, answers with {@code hello}, and hangs up without an answer
 * the first time that it is asked for {@code /dropped}.
 */
final class FlakyServer implements Closeable {
  private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final List<String> traceparents = new CopyOnWriteArrayList<>();
  private boolean dropped;

  FlakyServer() throws IOException {
    Thread thread = new Thread(this::serve, "flaky server");
    thread.setDaemon(true);
    thread.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + listening.getLocalPort() + path;
  }

  /** What came with each request. */
  List<String> traceparents() {
    return List.copyOf(traceparents);
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        answer(socket);
      } catch (IOException e) {
        // The client, or the test, is done.
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    for (String request = in.readLine(); request != null; request = in.readLine()) {
      int length = 0;
      for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("traceparent:")) {
          traceparents.add(header.substring(12).trim());
        } else if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).trim());
        }
      }
      for (int i = 0; i < length; i++) {
        in.read();
      }
      if (request.contains("/dropped") && !dropped) {
        dropped = true;
        return;
      }
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
