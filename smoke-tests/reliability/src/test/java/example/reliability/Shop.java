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
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * A shop whose methods rules count: {@code /order/N} takes N orders, each of another customer,
 * {@code /ship/N} ships N to an address that cannot be read, {@code /cancel/N} cancels N, {@code
 * /checkout} reads what it is sent and answers with its length.
 */
public final class Shop {
  private long done;

  private Shop() {}

  public static void main(String[] arguments) throws IOException {
    Shop shop = new Shop();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", shop::serve);
    server.createContext("/checkout", shop::checkout);
    server.start();
    System.out.println("ready " + server.getAddress().getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    String[] words = exchange.getRequestURI().getPath().split("/");
    int count = Integer.parseInt(words[2]);
    for (int i = 0; i < count; i++) {
      switch (words[1]) {
        case "order" -> order("customer-" + i);
        case "ship" -> ship(new Unreadable());
        default -> cancel("customer-" + i % 3);
      }
    }
    answer(exchange, words[1] + " " + count);
  }

  private void checkout(HttpExchange exchange) throws IOException {
    long length = 0;
    try (InputStream body = exchange.getRequestBody()) {
      byte[] buffer = new byte[8192];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        length += read;
      }
    }
    answer(exchange, "read " + length);
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes();
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  long order(String customer) {
    done += customer.length();
    return done;
  }

  long ship(Map<String, String> address) {
    done += address == null ? 0 : 1;
    return done;
  }

  long cancel(String customer) {
    done -= customer.length();
    return done;
  }

  /** A map that lets nobody look into it. */
  private static final class Unreadable extends AbstractMap<String, String> {
    @Override
    public String get(Object key) {
      throw new UnsupportedOperationException("not for you");
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
      throw new UnsupportedOperationException("not for you");
    }
  }
}
