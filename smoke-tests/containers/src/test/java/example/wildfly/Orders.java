/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.wildfly;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Orders of rooms, kept in the server's data source. */
@Path("/orders/{id}")
public class Orders {
  private static final Logger LOG = Logger.getLogger("example.orders");

  static DataSource database() {
    try {
      return (DataSource) new InitialContext().lookup("java:jboss/datasources/ExampleDS");
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Places one. */
  @PUT
  public String place(@PathParam("id") int id, String room) throws SQLException {
    if (room.isEmpty()) {
      throw new IllegalArgumentException("no room");
    }
    try (Connection connection = database().getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO orders VALUES (?, ?)")) {
      insert.setInt(1, id);
      insert.setString(2, room);
      insert.executeUpdate();
    }
    LOG.info("ordered: " + room);
    return room;
  }

  /** Finds one. */
  @GET
  public String find(@PathParam("id") int id) throws SQLException {
    try (Connection connection = database().getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT room FROM orders WHERE id = ?")) {
      select.setInt(1, id);
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          return rows.getString(1);
        }
      }
    }
    throw new NotFoundException();
  }
}
