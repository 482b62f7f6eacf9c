/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A telemetry backend on a free loopback port that answers as badly as it is told to. */
final class Backend implements AutoCloseable {
  /** Answers one request. Returning keeps the connection open. */
  interface Answer {
    void to(Request request, Socket socket) throws Exception;
  }

  record Request(String head, byte[] body) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;
  private volatile Answer answer;

  Backend(Answer answer) throws IOException {
    this(answer, new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
  }

  Backend(Answer answer, ServerSocket server) {
    this.answer = answer;
    this.server = server;
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void answer(Answer next) {
    answer = next;
  }

  static Answer text(String response) {
    return (request, socket) -> write(socket, response);
  }

  static Answer ok() {
    return text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }

  static Answer status(int status, String headers) {
    return text("HTTP/1.1 " + status + " No\r\n" + headers + "Content-Length: 3\r\n\r\nbad");
  }

  /** Never answers. */
  static Answer hang() {
    return (request, socket) -> Thread.sleep(60_000);
  }

  /** Closes the connection instead of answering. */
  static Answer hangUp() {
    return (request, socket) -> socket.close();
  }

  /** Promises a body and sends a byte of it every 50 ms. */
  static Answer drip() {
    return (request, socket) -> {
      write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      while (true) {
        write(socket, "x");
        Thread.sleep(50);
      }
    };
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Request request = read(in);
        requests.add(request);
        answer.to(request, socket);
      }
    } catch (Exception over) {
      open.remove(socket);
    }
  }

  private static Request read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    String line;
    int length = 0;
    boolean chunked = false;
    while (!(line = line(in)).isEmpty()) {
      head.append(line).append('\n');
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
      chunked |= line.equals("Transfer-Encoding: chunked");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (chunked) {
      int chunk;
      while ((chunk = Integer.parseInt(line(in), 16)) > 0) {
        body.write(in.readNBytes(chunk));
        line(in);
      }
      line(in);
    } else {
      body.write(in.readNBytes(length));
    }
    return new Request(head.toString(), body.toByteArray());
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        throw new IOException("end");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  static void daemon(Runnable work) {
    Thread thread = new Thread(work, "backend");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the kept-alive connections from the server's side. */
  void dropConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    dropConnections();
  }

  /** A body that promises more than the test would wait for. */
  static Answer hugeBody() {
    return (request, socket) -> {
      write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1300000000\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      byte[] block = new byte[65536];
      for (int i = 0; i < 20_000; i++) {
        out.write(block);
      }
    };
  }
}
