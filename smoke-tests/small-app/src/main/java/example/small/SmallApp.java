/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.small;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

/**
 * Serves {@code /work} (three statements, two Redis commands if there is a Redis), {@code /call} (a
 * request to itself) and {@code /fail}. Port and Redis come as arguments; prints {@code ready PORT}
 * when it serves, and with a third argument {@code once} serves itself one request of each and
 * ends.
 */
public final class SmallApp {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Connection database;
  private final JedisPool redis;

  private SmallApp(int port, String redisUrl) throws IOException, SQLException {
    database = DriverManager.getConnection("jdbc:h2:mem:small;DB_CLOSE_DELAY=-1", "sa", "");
    try (Statement statement = database.createStatement()) {
      statement.execute("CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(40))");
      statement.executeUpdate("INSERT INTO items VALUES (1, 'one')");
    }
    redis = redisUrl.isEmpty() ? null : new JedisPool(redisUrl);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/work", this::work);
    server.createContext("/call", this::call);
    server.createContext("/fail", this::fail);
    server.start();
  }

  /** Starts it: port (0 for any), Redis URL (empty for none), optionally {@code once}. */
  public static void main(String[] arguments) throws Exception {
    SmallApp app =
        new SmallApp(
            arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0,
            arguments.length > 1 ? arguments[1] : "");
    System.out.println("ready " + app.port());
    if (arguments.length > 2 && arguments[2].equals("once")) {
      app.get("/work");
      app.get("/call");
      System.exit(0);
    }
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void work(HttpExchange exchange) throws IOException {
    try {
      String name;
      synchronized (database) {
        try (PreparedStatement select =
            database.prepareStatement("SELECT name FROM items WHERE id = ?")) {
          select.setInt(1, 1);
          try (ResultSet rows = select.executeQuery()) {
            rows.next();
            name = rows.getString(1);
          }
        }
        try (PreparedStatement update =
            database.prepareStatement("UPDATE items SET name = ? WHERE id = ?")) {
          update.setString(1, name);
          update.setInt(2, 1);
          update.executeUpdate();
        }
        try (PreparedStatement count = database.prepareStatement("SELECT COUNT(*) FROM items");
            ResultSet rows = count.executeQuery()) {
          rows.next();
        }
      }
      if (redis != null) {
        try (Jedis client = redis.getResource()) {
          client.set("small:item", name);
          name = client.get("small:item");
        }
      }
      answer(exchange, 200, name);
    } catch (SQLException e) {
      answer(exchange, 500, e.toString());
    }
  }

  private void call(HttpExchange exchange) throws IOException {
    answer(exchange, 200, get("/work"));
  }

  private void fail(HttpExchange exchange) throws IOException {
    try (Statement statement = database.createStatement()) {
      statement.execute("SELECT * FROM nowhere");
      answer(exchange, 200, "");
    } catch (SQLException e) {
      answer(exchange, 500, "failed");
    }
  }

  private String get(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) new URL("http://127.0.0.1:" + port() + path).openConnection();
    try (InputStream in = connection.getInputStream()) {
      byte[] buffer = new byte[256];
      int count = in.read(buffer);
      return new String(buffer, 0, Math.max(count, 0), StandardCharsets.UTF_8);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
