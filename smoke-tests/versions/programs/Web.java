/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** A web server for what a program does at the request of a client, and such a client. */
public final class Web {
  private static HttpServer server;

  private Web() {}

  /** Serves {@code path} by a task, asks for it once, and prints the answer. */
  public static synchronized void request(String path, Callable<?> task) throws Exception {
    serve(path, task);
    get(port(), path);
  }

  /** Serves {@code path} by a task, whose result is the answer. */
  public static synchronized void serve(String path, Callable<?> task) throws Exception {
    if (server == null) {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.start();
    }
    server.createContext(path, exchange -> answer(exchange, task));
  }

  /** The port of the server. */
  public static int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Callable<?> task) throws IOException {
    int status = 200;
    String text;
    try {
      text = String.valueOf(task.call());
    } catch (Exception e) {
      status = 500;
      text = e instanceof SQLException ? "SQLException" : e.getClass().getSimpleName();
    }
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Asks for {@code path}, past all HTTP clients, and prints status and body of the answer. */
  public static void get(int port, String path, String... headers) throws IOException {
    System.out.println("GET " + path + " -> " + ask(port, path, headers));
  }

  /** Status and body of the answer to a GET. */
  public static String ask(int port, String path, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      request.append("Connection: close\r\n\r\n");
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
      String answer = new String(all.toByteArray(), StandardCharsets.UTF_8);
      String[] headAndBody = answer.split("\r\n\r\n", 2);
      String body = headAndBody[1];
      if (headAndBody[0].toLowerCase(java.util.Locale.ROOT).contains("chunked")) {
        body = unchunk(body);
      }
      return answer.split(" ")[1] + " " + body.trim();
    }
  }

  private static String unchunk(String body) {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (true) {
      int end = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, end).trim(), 16);
      if (size == 0) {
        return whole.toString();
      }
      whole.append(body, end + 2, end + 2 + size);
      at = end + 2 + size + 2;
    }
  }
}
