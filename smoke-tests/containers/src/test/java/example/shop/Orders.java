/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

/** Keeps orders in a database and queues them in Redis. */
public final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

  private final DataSource database;
  private final int redis;

  Orders(DataSource database, int redis) throws SQLException {
    this.database = database;
    this.redis = redis;
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS orders(room VARCHAR)");
    }
  }

  /** Places one. */
  public void place(Order order) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
      insert.setString(1, order.getRoom());
      insert.executeUpdate();
    }
    try (Jedis jedis = new Jedis("127.0.0.1", redis)) {
      jedis.lpush("orders:queue", "{\"id\": \"" + System.nanoTime() + "\", \"task\": \"ship\"}");
    }
    LOG.info("an order of a {}", order.getRoom());
  }
}
