/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM users WHERE id = 5 | SELECT users",
        "select u.name from public.users u join orders o on o.uid = u.id | SELECT public.users",
        "SELECT a, b FROM users, orders | SELECT users",
        "SELECT 1 | SELECT",
        "SELECT * FROM (SELECT id FROM jobs WHERE x = 1) j JOIN users ON 1 = 1 | SELECT jobs",
        "SELECT (SELECT max(x) FROM inner_t) AS m FROM outer_t | SELECT outer_t",
        "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?) | SELECT users",
        "(SELECT id FROM a) UNION (SELECT id FROM b) | SELECT a",
        "SELECT EXTRACT(YEAR FROM created) FROM events | SELECT events",
        "SELECT trim(both 'x' from name) FROM people | SELECT people",
        "SELECT * FROM a WHERE x IS DISTINCT FROM y | SELECT a",
        "SELECT * FROM generate_series(1, 10) | SELECT",
        "SELECT * FROM ONLY parents | SELECT parents",
        "SELECT * INTO fresh FROM stale | SELECT stale",
        "SELECT * FROM \"Users\" | SELECT Users",
        "SELECT * FROM \"app\".\"Users\" WHERE \"id\" = 1 | SELECT app.Users",
        "SELECT * FROM `app`.`users` | SELECT app.users",
        "SELECT * FROM [dbo].[user table] | SELECT dbo.user table",
        "SELECT * FROM db..users | SELECT db..users",
        "SELECT * FROM users; DROP TABLE users | SELECT users",
        "/* hint */ -- more¶ SELECT id FROM t | SELECT t",
        "INSERT INTO images (id) VALUES (?) | INSERT images",
        "INSERT INTO archive SELECT * FROM images | INSERT archive",
        "INSERT IGNORE INTO t VALUES (1) | INSERT t",
        "INSERT OR REPLACE INTO t VALUES (1) | INSERT t",
        "REPLACE INTO t VALUES (1) | REPLACE t",
        "UPDATE images SET status = 'ready' WHERE id = 1 | UPDATE images",
        "UPDATE ONLY images SET a = 1 | UPDATE images",
        "UPDATE TOP (10) images SET a = 1 | UPDATE images",
        "UPDATE a SET x = b.x FROM b | UPDATE a",
        "DELETE FROM images WHERE id IN (SELECT id FROM old) | DELETE images",
        "DELETE i FROM images i JOIN users u ON 1 = 1 | DELETE images",
        "DELETE images WHERE id = 1 | DELETE images",
        "MERGE INTO stock USING news ON 1 = 1 | MERGE stock",
        "WITH x AS (SELECT * FROM users) SELECT * FROM x | SELECT users",
        "WITH x AS (SELECT 1) SELECT * FROM orders JOIN x ON 1 = 1 | SELECT orders",
        "WITH RECURSIVE t(n) AS (SELECT 1), u AS (SELECT 2) SELECT * FROM u, v | SELECT",
        "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone | INSERT b",
        "WITH j AS (UPDATE jobs SET x = 1 RETURNING *) SELECT * FROM j | SELECT jobs",
        "EXPLAIN ANALYZE SELECT * FROM users | EXPLAIN users",
        "EXPLAIN (ANALYZE, BUFFERS) WITH x AS (SELECT 1) SELECT * FROM t | EXPLAIN t",
        "{call pay(?, ?)} | CALL pay",
        "{? = call bank.pay(?)} | CALL bank.pay",
        "CALL pay(5) | CALL pay",
        "call next value for hibernate_sequence | CALL",
        "EXEC @rc = dbo.pay @a = 1 | EXEC dbo.pay",
        "CREATE TABLE IF NOT EXISTS users (id int) | CREATE users",
        "CREATE GLOBAL TEMPORARY TABLE scratch (id int) | CREATE scratch",
        "CREATE OR REPLACE VIEW v AS SELECT * FROM t | CREATE v",
        "CREATE UNIQUE INDEX CONCURRENTLY i ON users (email) | CREATE users",
        "CREATE EXTENSION pgcrypto | CREATE",
        "ALTER TABLE IF EXISTS users ADD COLUMN x int | ALTER users",
        "DROP TABLE IF EXISTS users CASCADE | DROP users",
        "DROP TABLE a, b | DROP",
        "TRUNCATE TABLE jobs | TRUNCATE jobs",
        "TRUNCATE jobs | TRUNCATE jobs",
        "LOCK TABLE jobs IN EXCLUSIVE MODE | LOCK jobs",
        "REVOKE SELECT ON users FROM bob | REVOKE",
        "BEGIN | BEGIN",
        "COMMIT | COMMIT",
        "ROLLBACK TO SAVEPOINT a | ROLLBACK",
        "SET search_path TO app | SET",
        "VALUES (1) | VALUES",
        "canary of a kind | OTHER",
        "~~ | OTHER"
      })
  void theSummaryIsOperationAndTable(String sql, String summary) {
    assertThat(SqlStatement.of(lines(sql)).summary()).isEqualTo(summary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1 | select",
        "WITH x AS (SELECT 1) UPDATE t SET a = 1 | update",
        "INSERT INTO t VALUES (1) | insert",
        "REPLACE INTO t VALUES (1) | insert",
        "UPDATE t SET a = 1 | update",
        "MERGE INTO t USING s ON a = b | update",
        "DELETE FROM t | delete",
        "{call p} | call",
        "EXEC p | call",
        "BEGIN p(?); END; | call",
        "CREATE TABLE t (a int) | ddl",
        "TRUNCATE t | ddl",
        "GRANT SELECT ON t TO u | ddl",
        "BEGIN | transaction",
        "BEGIN TRANSACTION | transaction",
        "BEGIN ISOLATION LEVEL SERIALIZABLE | transaction",
        "START TRANSACTION | transaction",
        "SAVEPOINT a | transaction",
        "SET TRANSACTION READ ONLY | transaction",
        "SET autocommit = 1 | other",
        "SHOW TABLES | other",
        "EXPLAIN SELECT 1 | other",
        "nonsense | other"
      })
  void theQueryTypeIsOneOfAClosedList(String sql, String type) {
    assertThat(SqlStatement.of(sql).queryType()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM users WHERE id = 5 | SELECT * FROM users WHERE id = ?",
        "SELECT *¶  FROM users¶ WHERE id=$1 AND t2.a=:name | SELECT * FROM users WHERE id=$1 AND"
            + " t2.a=:name",
        "SELECT 'it''s', N'x', E'a\\'b', X'00', 0xFF, -1.5e-3, .5, 10L | SELECT ?, ?, ?, ?, ?, -?,"
            + " ?, ?",
        "SELECT a::text, b[1], c.d1 FROM t1 -- why¶WHERE x LIKE 'y%' | SELECT a::text, b[?], c.d1"
            + " FROM t1 WHERE x LIKE ?",
        "SELECT id FROM t WHERE id IN (1, 2,3) AND x = 1 | SELECT id FROM t WHERE id IN (?) AND x ="
            + " ?",
        "SELECT id FROM t WHERE id IN ( ?, ? ) OR a IN ($1,$2) | SELECT id FROM t WHERE id IN (?) OR"
            + " a IN (?)",
        "SELECT id FROM t WHERE (a, b) IN ((1, 2), (3, 4)) | SELECT id FROM t WHERE (a, b) IN (?)",
        "SELECT id FROM t WHERE a IN (SELECT b FROM u) | SELECT id FROM t WHERE a IN (SELECT b FROM"
            + " u)",
        "SELECT id FROM t WHERE a IN (1, 2, b, 3) | SELECT id FROM t WHERE a IN (?, b, ?)",
        "SELECT id FROM t WHERE a IN (-1, 2) | SELECT id FROM t WHERE a IN (?)",
        "SELECT id FROM t WHERE a IN (1 + b) | SELECT id FROM t WHERE a IN (? + b)",
        "INSERT INTO t (a, b) VALUES (?, 1), (?, 2) , (?, 3) ON CONFLICT DO NOTHING | INSERT INTO t"
            + " (a, b) VALUES (?, ?) ON CONFLICT DO NOTHING",
        "INSERT INTO t VALUES (now(), f(1, 2)), (now(), f(3, 4)) | INSERT INTO t VALUES (now(), f(?,"
            + " ?))",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a), b = VALUES(b) | INSERT"
            + " INTO t VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES(a), b = VALUES(b)",
        "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (x, y) | SELECT * FROM (VALUES (?, ?)) AS v"
            + " (x, y)",
        "SELECT DATE '2024-01-01', {ts '2024-01-01 10:00:00'} | SELECT DATE ?, {ts ?}",
        "SELECT /*+ INDEX(t) */ a/**/FROM t | SELECT a FROM t",
        "SELECT `a`, [b c], \"t\".\"d\" FROM `t` | SELECT `a`, [b c], \"t\".\"d\" FROM `t`",
        "SELECT $$a 'b' $x$ c$$, $tag$ $$ $tag$, $1 | SELECT ?, ?, $1",
        "SELECT q'[it's]', nq'!a'b!' FROM dual | SELECT ?, ? FROM dual",
        "SELECT _utf8'x', U&'d\\0061t', B'01' | SELECT ?, ?, ?",
        "{? = call p(?, 'x')} | {? = call p(?, ?)}",
        "ALTER USER bob WITH PASSWORD 'x' VALID UNTIL 'y' | ALTER USER bob WITH PASSWORD ?",
        "CREATE USER bob IDENTIFIED BY tiger | CREATE USER bob IDENTIFIED ?",
        "SET PASSWORD FOR bob = 'x' | SET PASSWORD ?",
        "SET search_path TO tenant_7, public | SET search_path TO ?",
        "SET application_name = bob | SET application_name = ?",
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED | SET TRANSACTION ISOLATION LEVEL READ"
            + " COMMITTED",
        "CREATE TABLE users (password varchar(20) DEFAULT 'x') | CREATE TABLE users (password"
            + " varchar(?) DEFAULT ?)",
        "UPDATE users SET password = ? WHERE id = ? | UPDATE users SET password = ? WHERE id = ?",
        "EXEC sp_rename NULL, hunter2, @login | EXEC sp_rename NULL, ?, @login",
        "SELECT * FROM t WHERE name = \"bob\" | SELECT * FROM t WHERE name = ?"
      })
  void literalsAreMaskedAndTheRestStaysUseful(String sql, String text) {
    assertThat(SqlStatement.of(lines(sql)).text()).isEqualTo(text);
  }

  @Test
  void doubleQuotedNamesStayWhereTheDatabaseIsKnownToHaveThem() {
    String sql = "SELECT u.\"id\", \"name\", data #>> '{a}' FROM \"users\" u WHERE \"age\" > 5";

    assertThat(SqlStatement.of(sql, "postgresql").text())
        .isEqualTo("SELECT u.\"id\", \"name\", data #>> ? FROM \"users\" u WHERE \"age\" > ?");
    assertThat(SqlStatement.of("SELECT \"id\", \"x y\" FROM \"users\"", "mysql").text())
        .isEqualTo("SELECT ?, ? FROM \"users\"");
  }

  @Test
  void temporaryTablesOfSqlServerAreTables() {
    SqlStatement statement = SqlStatement.of("SELECT * FROM #tmp WHERE a = 1", "sqlserver");

    assertThat(statement.summary()).isEqualTo("SELECT #tmp");
    assertThat(statement.text()).isEqualTo("SELECT * FROM #tmp WHERE a = ?");
  }

  @Test
  void aLongStatementIsCut() {
    StringBuilder sql = new StringBuilder("SELECT a");
    while (sql.length() < 100_000) {
      sql.append(", column_").append("abcdefgh".charAt(sql.length() % 8));
    }

    String text = SqlStatement.of(sql.toString()).text();

    assertThat(text).hasSize(2048).startsWith("SELECT a, column_").endsWith("...");
  }

  @Test
  void nullIsAnEmptyStatement() {
    SqlStatement statement = SqlStatement.of(null);

    assertThat(statement.text()).isEmpty();
    assertThat(statement.summary()).isEqualTo("OTHER");
    assertThat(statement.table()).isNull();
  }

  private static String lines(String sql) {
    return sql.replace('¶', '\n');
  }
}
