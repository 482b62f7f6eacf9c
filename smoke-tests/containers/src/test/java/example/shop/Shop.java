/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

import com.google.gson.Gson;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Enumeration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A web application with libraries of its own: a pool, a driver, a client of Redis, a logger. */
@WebServlet(urlPatterns = "/orders", loadOnStartup = 1)
public final class Shop extends HttpServlet {
  private static final long serialVersionUID = 1;

  private transient HikariDataSource database;
  private transient Orders orders;
  private transient Shipping shipping;
  private transient ScheduledExecutorService clock;
  private final AtomicInteger ticks = new AtomicInteger();

  @Override
  public void init(ServletConfig configuration) throws ServletException {
    super.init(configuration);
    String name = getServletContext().getContextPath().substring(1);
    int redis = Integer.getInteger("redis");
    database = new HikariDataSource();
    database.setDriverClassName("org.h2.Driver");
    database.setJdbcUrl("jdbc:h2:mem:" + name);
    database.setPoolName(name);
    database.setMinimumIdle(1);
    database.setMaximumPoolSize(2);
    try {
      orders = new Orders(database, redis);
    } catch (SQLException e) {
      throw new ServletException(e);
    }
    shipping = new Shipping(redis);
    shipping.start();
    clock = Executors.newSingleThreadScheduledExecutor();
    clock.scheduleAtFixedRate(ticks::incrementAndGet, 0, 10, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Order order = new Gson().fromJson(request.getReader(), Order.class);
    if (order.getRoom().isEmpty()) {
      throw new IllegalArgumentException("no room");
    }
    try {
      orders.place(order);
    } catch (SQLException e) {
      throw new IOException(e);
    }
    response.setStatus(201);
    response.getWriter().print(order.getRoom());
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
    try {
      shipping.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    database.close();
    deregisterDrivers();
  }

  /** Those of this application, which Jetty leaves to it. */
  private static void deregisterDrivers() {
    Enumeration<Driver> drivers = DriverManager.getDrivers();
    while (drivers.hasMoreElements()) {
      Driver driver = drivers.nextElement();
      if (driver.getClass().getClassLoader() == Shop.class.getClassLoader()) {
        try {
          DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
