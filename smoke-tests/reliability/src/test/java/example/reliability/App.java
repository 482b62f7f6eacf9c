/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application that serves {@code /ping} and does mischief when asked. Prints {@code ready PORT}.
 * With arguments {@code end N} or {@code exit N} it pings itself N times, then returns from main or
 * calls System.exit. With {@code graceful} it serves one more request, {@code /late}, in the middle
 * of a shutdown that takes three seconds.
 */
public final class App {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  private App() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/ping", this::serve);
    server.createContext("/", this::serve);
    server.start();
  }

  public static void main(String[] arguments) throws Exception {
    App app = new App();
    System.out.println("ready " + app.server.getAddress().getPort());
    if (arguments.length > 0 && arguments[0].equals("graceful")) {
      Runtime.getRuntime().addShutdownHook(new Thread(app::endGracefully));
    }
    if (arguments.length > 1) {
      for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
        app.get("/ping");
      }
      if (arguments[0].equals("exit")) {
        System.exit(7);
      }
      app.server.stop(1);
      app.threads.shutdown();
    }
  }

  private void get(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    try (InputStream in = uri.toURL().openStream()) {
      in.readAllBytes();
    }
  }

  private void endGracefully() {
    try {
      Thread.sleep(500);
      get("/late");
      Thread.sleep(2500);
      System.out.println("shut down");
    } catch (IOException | InterruptedException e) {
      e.printStackTrace();
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String argument = exchange.getRequestURI().getQuery();
    String answer;
    try {
      answer =
          switch (exchange.getRequestURI().getPath()) {
            case "/ping" -> "pong";
            case "/heap" -> Long.toString(usedHeap());
            case "/threads" -> threadNames().toString();
            case "/properties" -> properties();
            case "/interrupt" -> Integer.toString(interrupt(argument));
            case "/stop" -> Integer.toString(stop(argument));
            case "/fill" -> Integer.toString(fill(Long.parseLong(argument)));
            default -> "what?";
          };
    } catch (Exception | OutOfMemoryError e) {
      answer = e.toString();
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static List<String> threadNames() {
    List<String> names = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      names.add(thread.getName());
    }
    return names;
  }

  /** A line each, whatever its value. */
  private static String properties() {
    StringBuilder lines = new StringBuilder();
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      lines.append(name).append('=').append(System.getProperty(name).replace("\n", "\\n"));
      lines.append('\n');
    }
    return lines.toString();
  }

  private static int interrupt(String name) {
    int count = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(name)) {
        thread.interrupt();
        count++;
      }
    }
    return count;
  }

  /** Throws an error into a thread, where the JDK still does so. */
  private static int stop(String name) throws ReflectiveOperationException {
    int count = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(name)) {
        Thread.class.getMethod("stop").invoke(thread);
        count++;
      }
    }
    return count;
  }

  /** Takes all memory there is, for some milliseconds; how often that was tried with success. */
  private static int fill(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    List<byte[]> taken = new ArrayList<>(1 << 20);
    int exhausted = 0;
    int size = 1 << 20;
    while (System.nanoTime() < end) {
      try {
        taken.add(new byte[size]);
      } catch (OutOfMemoryError e) {
        exhausted++;
        size = Math.max(4096, size / 4);
      }
    }
    taken.clear();
    return exhausted;
  }
}
