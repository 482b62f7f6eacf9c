/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.servlet.AsyncContext;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** A servlet for {@code /items/*} and {@code /later/*}. */
public final class Items extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String item = request.getPathInfo();
    if (request.getServletPath().equals("/later")) {
      AsyncContext later = request.startAsync();
      later.start(() -> finish(later));
    } else if (item.equals("/broken")) {
      throw new ServletException("broken");
    } else if (item.equals("/gone")) {
      response.setStatus(410);
    } else {
      response.setContentType("text/plain");
      response.getOutputStream().print(query());
    }
  }

  private static void finish(AsyncContext later) {
    try {
      later.getResponse().setContentType("text/plain");
      later.getResponse().getOutputStream().print(query());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    later.complete();
  }

  static String query() {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42")) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a client asks for; status lines alone, as containers' error pages differ. */
  static void ask(int port) throws IOException {
    Web.get(port, "/items/1");
    Web.get(
        port, "/items/1", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Web.get(port, "/later/1");
    Web.get(port, "/items/gone");
    System.out.println("broken: " + Web.ask(port, "/items/broken").substring(0, 3));
    System.out.println("nothing: " + Web.ask(port, "/nothing").substring(0, 3));
  }
}
