/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A client's connection, over which a test may send whatever it likes. */
final class Wire implements Closeable {
  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A status and a body. */
  record Answer(int status, String body) {}

  /** One request on a connection of its own. */
  static Answer ask(int port, String method, String path, String... headers) throws IOException {
    try (Wire wire = new Wire(port)) {
      return wire.ask(method, path, headers);
    }
  }

  Answer ask(String method, String path, String... headers) throws IOException {
    send(request(method, path, headers));
    return answer(method);
  }

  /** One request with a body, on a connection of its own. */
  static Answer post(int port, String path, String type, String body, String... headers)
      throws IOException {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type: " + type;
    all[headers.length + 1] = "Content-Length: " + body.length();
    try (Wire wire = new Wire(port)) {
      wire.send(wire.request("POST", path, all) + body);
      return wire.answer("POST");
    }
  }

  String request(String method, String path, String... headers) {
    StringBuilder text = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\n");
    text.append("Host: localhost:").append(socket.getPort()).append("\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Waits for the first byte of an answer. */
  void hear() throws IOException {
    if (in.read() < 0) {
      throw new EOFException("the server closed the connection");
    }
  }

  Answer answer(String method) throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = -1;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new Answer(status, "");
    }
    StringBuilder body = new StringBuilder();
    if (chunked) {
      for (int size = chunk(); size > 0; size = chunk()) {
        body.append(text(size));
        line();
      }
      line();
    } else if (length < 0) {
      body.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } else {
      body.append(text(length));
    }
    return new Answer(status, body.toString());
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().trim(), 16);
  }

  private String text(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the server closed the connection");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
