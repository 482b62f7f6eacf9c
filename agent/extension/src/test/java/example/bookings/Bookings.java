/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.bookings;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Takes bookings over HTTP, from itself, and keeps them in a database. */
public final class Bookings {
  private final Connection connection;

  private Bookings(Connection connection) {
    this.connection = connection;
  }

  /** Books so often, and prints the headers that carry traces; then what an agent's page says. */
  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String home = "http://127.0.0.1:" + server.getAddress().getPort();
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:bookings")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table bookings(seat int)");
      }
      Bookings bookings = new Bookings(connection);
      server.createContext(
          "/book",
          exchange -> {
            bookings.book(7);
            byte[] trace =
                exchange
                    .getRequestHeaders()
                    .get("traceparent")
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, trace.length);
            exchange.getResponseBody().write(trace);
            exchange.close();
          });
      server.start();
      for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
        System.out.println("traceparent " + get(home + "/book"));
      }
      String page =
          arguments.length < 2 ? "" : get("http://127.0.0.1:" + arguments[1] + "/metrics");
      System.out.println(page);
    } finally {
      server.stop(0);
    }
  }

  private static String get(String url) throws IOException {
    try (InputStream in = new URL(url).openConnection().getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void book(int seat) {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into bookings values (?)")) {
      insert.setInt(1, seat);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
