/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.traced;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;

/** Has spans, baggage and a counter of its own. */
@WebServlet(urlPatterns = "/prices", loadOnStartup = 1)
public final class Prices extends HttpServlet {
  private static final long serialVersionUID = 1;

  private transient Tracer tracer;
  private transient LongCounter asked;

  @Override
  public void init(ServletConfig configuration) throws ServletException {
    super.init(configuration);
    tracer = GlobalOpenTelemetry.getTracer("prices", "1.0");
    asked = GlobalOpenTelemetry.getMeter("prices").counterBuilder("prices.asked").build();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String shop = request.getContextPath().substring(1);
    Span.current().setAttribute("shop", shop);
    Span span = tracer.spanBuilder("price").setAttribute("room", "attic").startSpan();
    Baggage baggage = Baggage.current().toBuilder().put("shop", shop).build();
    try (Scope ofSpan = span.makeCurrent();
        Scope ofBaggage = baggage.makeCurrent()) {
      asked.add(1, Attributes.of(AttributeKey.stringKey("shop"), shop));
      response.getWriter().print(stock() + " " + Baggage.current().getEntryValue("shop"));
    } catch (SQLException e) {
      throw new IOException(e);
    } finally {
      span.end();
    }
  }

  /** How many there are. */
  @WithSpan("stock")
  int stock() throws SQLException {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:prices");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE stock (room VARCHAR)");
      return statement.executeUpdate("INSERT INTO stock VALUES ('attic')");
    }
  }
}
