/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.Callable;

/** What is called by a program with an HTTP client: itself. */
final class Calls {
  private Calls() {}

  /** Calls a URL and gives status and body. */
  interface Client {
    String get(String url) throws Exception;
  }

  static void make(Client blocking, Client asynchronous) throws Exception {
    Web.serve("/stock", () -> "7 left");
    Web.serve(
        "/broken",
        () -> {
          throw new IllegalStateException();
        });
    String base = "http://127.0.0.1:" + Web.port();
    Web.request("/call", () -> blocking.get(base + "/stock"));
    Web.request("/error", () -> blocking.get(base + "/broken"));
    Web.request("/refused", () -> failed(() -> blocking.get("http://127.0.0.1:" + closed())));
    Web.request("/asynchronous", () -> asynchronous.get(base + "/stock"));
  }

  private static String failed(Callable<String> call) {
    try {
      return call.call();
    } catch (Exception e) {
      return "failed";
    }
  }

  private static int closed() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
