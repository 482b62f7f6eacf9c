/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Sells over HTTP, to itself: one thing for each argument. */
public final class Shop {
  private Shop() {}

  public static void main(String[] items) throws Exception {
    Till till = new CashTill();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/buy",
        exchange -> {
          byte[] receipt = receipt(till, exchange.getRequestURI().getQuery());
          String sign = exchange.getRequestHeaders().getFirst("x-shop");
          if (sign != null) {
            System.out.println("the sign says " + sign);
          }
          exchange.sendResponseHeaders(200, receipt.length);
          exchange.getResponseBody().write(receipt);
          exchange.close();
        });
    server.start();
    for (String item : items) {
      URL url = new URL("http://127.0.0.1:" + server.getAddress().getPort() + "/buy?" + item);
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        System.out.println(reader.readLine());
      }
    }
    server.stop(0);
  }

  private static byte[] receipt(Till till, String item) {
    String receipt;
    try {
      receipt = till.sell(new Order(item));
    } catch (IllegalArgumentException e) {
      receipt = e.getMessage();
    }
    return receipt.getBytes(StandardCharsets.UTF_8);
  }
}
