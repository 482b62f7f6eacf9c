/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.wildfly;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.LogManager;

/** Makes the table, leaves its class loader to the keeper, and tells the log manager's class. */
@WebServlet(urlPatterns = "/logs", loadOnStartup = 1)
public class Shop extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  public void init() throws ServletException {
    try (Connection connection = Orders.database().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS orders(id INT, room VARCHAR)");
    } catch (SQLException e) {
      throw new ServletException(e);
    }
    @SuppressWarnings("unchecked")
    List<WeakReference<ClassLoader>> loaders =
        (List<WeakReference<ClassLoader>>)
            System.getProperties()
                .computeIfAbsent(
                    "example.loaders", key -> Collections.synchronizedList(new ArrayList<>()));
    loaders.add(new WeakReference<>(Shop.class.getClassLoader()));
    System.out.println("ready " + System.getProperty("jboss.http.port"));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(LogManager.getLogManager().getClass().getName());
  }
}
