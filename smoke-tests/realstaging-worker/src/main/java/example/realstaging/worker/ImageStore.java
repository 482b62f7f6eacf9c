/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** What becomes of the images, in the database. */
final class ImageStore {
  private final DataSource database;

  ImageStore(DataSource database) {
    this.database = database;
  }

  void processing(String id) {
    update(id, "UPDATE images SET status = 'processing', updated_at = now() WHERE id = ?");
  }

  void ready(String id, String resultKey) {
    update(
        id,
        "UPDATE images SET status = 'ready', result_key = ?, updated_at = now() WHERE id = ?",
        resultKey);
  }

  void ended(String id, String status, String error) {
    update(
        id,
        "UPDATE images SET status = ?, error = ?, updated_at = now() WHERE id = ?",
        status,
        error);
  }

  private void update(String id, String sql, String... values) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.setObject(values.length + 1, UUID.fromString(id));
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot update image " + id, e);
    }
  }
}
