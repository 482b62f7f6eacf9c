/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The table of bookings. */
class BookingStore {
  private static final String COLUMNS = "SELECT id, travel_id, seats, price, status FROM bookings";

  private final DataSource database;

  BookingStore(DataSource database) {
    this.database = database;
  }

  /** Takes the seats and the money, or neither. */
  Booking book(String user, NewBooking wanted) throws SQLException, RefusedException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        BigDecimal price = reserve(connection, wanted);
        Booking booking =
            new Booking(UUID.randomUUID(), wanted.travel(), wanted.seats(), price, "confirmed");
        insert(connection, user, booking, wanted.payment());
        if ("tok_declined".equals(wanted.token())) {
          throw new RefusedException(402, "payment declined");
        }
        connection.commit();
        done = true;
        return booking;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    }
  }

  private static BigDecimal reserve(Connection connection, NewBooking wanted)
      throws SQLException, RefusedException {
    String sql =
        "UPDATE travels SET seats = seats - ? WHERE id = ? AND seats >= ? RETURNING price * ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setInt(1, wanted.seats());
      update.setString(2, wanted.travel());
      update.setInt(3, wanted.seats());
      update.setInt(4, wanted.seats());
      try (ResultSet rows = update.executeQuery()) {
        if (!rows.next()) {
          throw new RefusedException(409, "sold out");
        }
        return rows.getBigDecimal(1);
      }
    }
  }

  private static void insert(Connection connection, String user, Booking booking, String payment)
      throws SQLException {
    String sql =
        "INSERT INTO bookings (id, user_id, travel_id, seats, price, payment, status)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, booking.id());
      insert.setString(2, user);
      insert.setString(3, booking.travel());
      insert.setInt(4, booking.seats());
      insert.setBigDecimal(5, booking.price());
      insert.setString(6, payment);
      insert.setString(7, booking.status());
      insert.executeUpdate();
    }
  }

  List<Booking> list(String user) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                COLUMNS + " WHERE user_id = ? ORDER BY created_at DESC LIMIT 50")) {
      query.setString(1, user);
      return read(query);
    }
  }

  Optional<Booking> find(String user, UUID id) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(COLUMNS + " WHERE user_id = ? AND id = ?")) {
      query.setString(1, user);
      query.setObject(2, id);
      return read(query).stream().findFirst();
    }
  }

  /** Whether there was one to cancel. */
  boolean cancel(String user, UUID id) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE bookings SET status = 'cancelled' WHERE user_id = ? AND id = ?")) {
      update.setString(1, user);
      update.setObject(2, id);
      return update.executeUpdate() == 1;
    }
  }

  private static List<Booking> read(PreparedStatement query) throws SQLException {
    List<Booking> bookings = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        bookings.add(
            new Booking(
                rows.getObject(1, UUID.class),
                rows.getString(2),
                rows.getInt(3),
                rows.getBigDecimal(4),
                rows.getString(5)));
      }
    }
    return bookings;
  }
}
