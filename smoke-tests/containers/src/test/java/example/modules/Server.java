/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.modules;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.h2.Driver;

/**
 * Part of a server of modules. Serves {@code /work}, which asks a database and then {@code /ping},
 * and {@code /logs}, which tells the class of the log manager.
 */
public final class Server {
  private static final OkHttpClient CLIENT = new OkHttpClient();

  private Server() {}

  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String ping = "http://127.0.0.1:" + server.getAddress().getPort() + "/ping";
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/work", exchange -> answer(exchange, work(ping)));
    server.createContext("/ping", exchange -> answer(exchange, "pong"));
    server.createContext(
        "/logs", exchange -> answer(exchange, LogManager.getLogManager().getClass().getName()));
    server.start();
    System.out.println("ready " + server.getAddress().getPort());
  }

  private static String work(String ping) throws IOException {
    Logger.getLogger("example").info("at work");
    Request request = new Request.Builder().url(ping).build();
    try (Connection connection = new Driver().connect("jdbc:h2:mem:modules", new Properties());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42");
        Response response = CLIENT.newCall(request).execute()) {
      rows.next();
      return rows.getString(1) + " " + response.body().string();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
