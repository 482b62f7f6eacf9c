/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An application of {@code java.base} and {@code java.logging} alone: answers {@code /ping}, and
 * {@code /call} by asking itself for the former. Prints {@code ready PORT}.
 */
public final class Plain {
  private static final Logger LOG = Logger.getLogger("example");

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  private Plain(ServerSocket server) {
    this.server = server;
  }

  public static void main(String[] arguments) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      System.out.println("ready " + server.getLocalPort());
      LOG.info("started");
      new Plain(server).serve();
    }
  }

  private void serve() throws IOException {
    while (true) {
      Socket socket = server.accept();
      threads.execute(() -> answer(socket));
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String path = in.readLine().split(" ")[1];
      while (!in.readLine().isEmpty()) {
        continue;
      }
      String text = path.equals("/call") ? "called: " + call() : "pong";
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                      + text.length()
                      + "\r\n\r\n"
                      + text)
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no answer", e);
    }
  }

  private String call() throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/ping");
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
