/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.spring;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The database. */
@Repository
class Store {
  private final JdbcTemplate database;

  Store(JdbcTemplate database) {
    this.database = database;
  }

  String name(int id) {
    return database.queryForObject("SELECT name FROM items WHERE id = ?", String.class, id);
  }

  @Transactional
  public int rename(int id, String name) {
    return database.update("UPDATE items SET name = ? WHERE id = ?", name, id);
  }

  void mailed(String name) {
    database.update("INSERT INTO mails (name) VALUES (?)", name);
  }

  void forgetMails() {
    database.update("DELETE FROM mails");
  }

  String broken() {
    return database.queryForObject("SELECT name FROM missing", String.class);
  }
}
