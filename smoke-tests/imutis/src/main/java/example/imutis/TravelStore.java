/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The table of journeys. */
class TravelStore {
  private static final String COLUMNS = "SELECT id, origin, destination, price, seats FROM travels";

  private final DataSource database;

  TravelStore(DataSource database) {
    this.database = database;
  }

  List<Travel> search(String destination) throws SQLException {
    return query(COLUMNS + " WHERE destination LIKE ? ORDER BY price", destination);
  }

  Optional<Travel> find(String id) throws SQLException {
    return query(COLUMNS + " WHERE id = ?", id).stream().findFirst();
  }

  private List<Travel> query(String sql, String parameter) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      List<Travel> travels = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          travels.add(
              new Travel(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getBigDecimal(4),
                  rows.getInt(5)));
        }
      }
      return travels;
    }
  }
}
