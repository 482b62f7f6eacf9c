/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.backend;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table of users. */
@Repository
class UserStore {
  private final JdbcTemplate database;

  UserStore(JdbcTemplate database) {
    this.database = database;
  }

  /** Adds a user; the id. Fails when there is one of that name. */
  @Transactional
  public long register(String name, String password) {
    return database.queryForObject(
        "INSERT INTO users (name, password_hash) VALUES (?, sha256(convert_to(?, 'UTF8'))) RETURNING id",
        Long.class,
        name,
        password);
  }

  /** The id of a user; null when there is none of that name and password. */
  Long find(String name, String password) {
    List<Long> ids =
        database.queryForList(
            "SELECT id FROM users WHERE name = ? AND password_hash = sha256(convert_to(?, 'UTF8'))",
            Long.class,
            name,
            password);
    return ids.isEmpty() ? null : ids.get(0);
  }
}
