/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.task;

import java.util.List;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table of tasks. */
@Repository
public class TaskStore {
  private static final String COLUMNS = "SELECT id, task, status, result FROM tasks";
  private static final RowMapper<TaskStatus> STATUS =
      (row, number) ->
          new TaskStatus(
              row.getLong("id"),
              row.getString("task"),
              row.getString("status"),
              row.getString("result"));

  private final JdbcTemplate database;

  TaskStore(JdbcTemplate database) {
    this.database = database;
  }

  /** Adds a task; its id. */
  public long insert(long user, String task, int records) {
    return database.queryForObject(
        "INSERT INTO tasks (user_id, task, records) VALUES (?, ?, ?) RETURNING id",
        Long.class,
        user,
        task,
        records);
  }

  /** The tasks of a user, newest first. */
  public List<TaskStatus> list(long user) {
    return database.query(COLUMNS + " WHERE user_id = ? ORDER BY id DESC LIMIT 50", STATUS, user);
  }

  /** A task; null when there is none of that id. */
  public TaskStatus find(long user, long id) {
    return DataAccessUtils.singleResult(
        database.query(COLUMNS + " WHERE user_id = ? AND id = ?", STATUS, user, id));
  }

  /** Notes how a task stands. */
  public void update(long id, String status) {
    database.update("UPDATE tasks SET status = ?, updated_at = now() WHERE id = ?", status, id);
  }

  /** Notes that a task is done, and what came out; both or neither. */
  @Transactional
  public void complete(long id, String result) {
    update(id, "completed");
    database.update("UPDATE tasks SET result = ?::json WHERE id = ?", result, id);
  }

  /** How many tasks came in of late. */
  public int recent(int seconds) {
    Integer count =
        database.queryForObject(
            "SELECT count(*) FROM tasks WHERE created_at > now() - make_interval(secs => ?)",
            Integer.class,
            seconds);
    return count == null ? 0 : count;
  }
}
