/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Users and images in the database. */
@Repository
class ImageStore {
  private static final String COLUMNS =
      "id, project_id, room_type, style, model, status, result_key, error, created_at";

  private final JdbcClient jdbc;

  ImageStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<String> email(String user) {
    return jdbc.sql("SELECT email FROM users WHERE id = ?")
        .param(user)
        .query(String.class)
        .optional();
  }

  void insert(UUID id, String user, NewImage image, String model, String originalKey) {
    jdbc.sql(
            "INSERT INTO images (id, user_id, project_id, room_type, style, model, original_key)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)")
        .params(id, user, image.projectId(), image.roomType(), image.style(), model, originalKey)
        .update();
  }

  Optional<Image> find(UUID id, String user) {
    return jdbc.sql("SELECT " + COLUMNS + " FROM images WHERE id = ? AND user_id = ?")
        .params(id, user)
        .query(Image.class)
        .optional();
  }

  List<Image> list(String user, int limit) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM images WHERE user_id = ? ORDER BY created_at DESC, id LIMIT ?")
        .params(user, limit)
        .query(Image.class)
        .list();
  }
}
