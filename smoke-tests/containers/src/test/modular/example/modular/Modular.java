/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.modular;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.Executors;

/** Serves {@code /work}, which asks a database and then {@code /ping}. */
public final class Modular {
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private Modular() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/work", exchange -> answer(exchange, work(new Question("SELECT 42"))));
    server.createContext("/ping", exchange -> answer(exchange, "pong"));
    server.start();
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println("ready " + new Modular().server.getAddress().getPort());
  }

  /** What is asked. */
  record Question(String text) {}

  private String work(Question question) throws IOException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/ping";
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:modular");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question.text())) {
      rows.next();
      return rows.getString(1)
          + " "
          + client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
              .body();
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
