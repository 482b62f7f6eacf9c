/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.orders;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.logging.Logger;

/** Takes orders over HTTP, from itself, and logs them. Runs on Java 8. */
public final class Orders {
  private static final Logger LOGGER = Logger.getLogger("orders");

  private Orders() {}

  /**
   * Takes three orders and prints the headers that carry traces; then, if asked for, what an
   * agent's page says.
   */
  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/order",
        exchange -> {
          LOGGER.info("an order was taken");
          byte[] names =
              String.join(" ", exchange.getRequestHeaders().keySet())
                  .toLowerCase()
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, names.length);
          exchange.getResponseBody().write(names);
          exchange.close();
        });
    server.start();
    try {
      for (int i = 0; i < 3; i++) {
        if (i > 0) {
          awaitAgent();
        }
        System.out.println(
            "headers " + get("http://127.0.0.1:" + server.getAddress().getPort() + "/order"));
      }
      if (arguments.length > 0) {
        System.out.println(get("http://127.0.0.1:" + arguments[0] + "/metrics"));
      }
    } finally {
      server.stop(0);
    }
  }

  /** What is sent before the agent stands is sent with its defaults. */
  private static void awaitAgent() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      boolean starting = false;
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        starting |= thread.getName().equals("obs-start");
      }
      if (!starting) {
        return;
      }
      Thread.sleep(20);
    }
  }

  private static String get(String url) throws IOException {
    StringBuilder all = new StringBuilder();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new URL(url).openConnection().getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        all.append(line).append('\n');
      }
    }
    return all.toString();
  }
}
