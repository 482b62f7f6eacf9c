/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executors;
import redis.clients.jedis.Jedis;

/**
 * Serves {@code /work}, a query of PostgreSQL and two commands to Redis, and {@code /heap}. The
 * URLs of both are its arguments. Prints {@code ready PORT}.
 */
public final class Work {
  private static final int THREADS = 16;

  private final String database;
  private final String redis;
  private final ThreadLocal<Connections> connections = ThreadLocal.withInitial(this::connect);

  private Work(String database, String redis) {
    this.database = database;
    this.redis = redis;
  }

  private record Connections(Connection database, Jedis redis) {}

  public static void main(String[] arguments) throws Exception {
    Work work = new Work(arguments[0], arguments[1]);
    try (Connection connection = DriverManager.getConnection(work.database, login());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS items (id INT PRIMARY KEY, name VARCHAR(40))");
      statement.execute("INSERT INTO items VALUES (1, 'one') ON CONFLICT DO NOTHING");
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.createContext("/work", work::work);
    server.createContext("/heap", exchange -> answer(exchange, 200, Long.toString(usedHeap())));
    server.start();
    System.out.println("ready " + server.getAddress().getPort());
  }

  private static Properties login() {
    Properties login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("password", "postgres");
    return login;
  }

  private Connections connect() {
    try {
      return new Connections(DriverManager.getConnection(database, login()), new Jedis(redis));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void work(HttpExchange exchange) throws IOException {
    Connections mine = connections.get();
    String name;
    try (PreparedStatement select =
        mine.database.prepareStatement("SELECT name FROM items WHERE id = ?")) {
      select.setInt(1, 1);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        name = rows.getString(1);
      }
      mine.redis.set("item", name);
      answer(exchange, 200, mine.redis.get("item"));
    } catch (SQLException | RuntimeException e) {
      answer(exchange, 500, e.toString());
    }
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
