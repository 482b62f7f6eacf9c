/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.javalin.Javalin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

final class Main {
  static void main(String[] args) throws Exception {
    Javalin app = Javalin.create();
    app.get("/items/{id}", context -> context.result(query()));
    app.get(
        "/later/{id}",
        context ->
            context.future(
                () -> CompletableFuture.supplyAsync(Main::query).thenAccept(context::result)));
    app.get("/gone", context -> context.status(410));
    app.get(
        "/broken",
        context -> {
          throw new IllegalStateException("broken");
        });
    app.start("127.0.0.1", 0);
    ask(app.port());
  }

  static void ask(int port) throws Exception {
    Web.get(port, "/items/1");
    Web.get(
        port, "/items/1", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Web.get(port, "/later/1");
    Web.get(port, "/gone");
    System.out.println("broken: " + Web.ask(port, "/broken").substring(0, 3));
    System.out.println("nothing: " + Web.ask(port, "/nothing").substring(0, 3));
  }

  static String query() {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42")) {
      rows.next();
      return rows.getString(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
