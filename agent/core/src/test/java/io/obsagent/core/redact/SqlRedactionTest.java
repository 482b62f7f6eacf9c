/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the dialect, nothing of a literal or a comment gets out. */
class SqlRedactionTest {
  private static final String CANARY = "c4n4ry";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '~'",
        "SELECT E'a\\'~'",
        "SELECT 'O''~'",
        "SELECT $$~$$",
        "SELECT $t$~$t$",
        "SELECT $t$ $$~$$ $t$",
        "SELECT U&'~'",
        "SELECT X'~'",
        "SELECT x'~' FROM t",
        "SELECT B'~'",
        "SELECT N'~'",
        "SELECT q'[it's ~]' FROM dual",
        "SELECT nq'{~}' FROM dual",
        "/*~*/ SELECT 1",
        "SELECT /* /* ~ */ ~ */ 1",
        "SELECT 1 --~",
        "SELECT 1 --~\n, 2",
        "SELECT 1 /* ~",
        "SELECT '~",
        "SELECT \"~",
        "SELECT `x ~",
        "SELECT $$~",
        "SELECT $x$~",
        "SELECT q'[~]",
        "SELECT 'a\\' OR x = '~'",
        "SELECT 'it\\'s ~' FROM t",
        "SELECT \"it\\\"s ~\" FROM t",
        "SELECT '''~'''",
        "SELECT '''it's ~'''",
        "ALTER USER u PASSWORD '~'",
        "ALTER USER u WITH ENCRYPTED PASSWORD \"~\"",
        "ALTER USER u IDENTIFIED BY ~ REPLACE old",
        "CREATE USER u IDENTIFIED BY \"~\"",
        "CREATE LOGIN u WITH PASSWORD = N'~'",
        "CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY ~ USING 'x'",
        "GRANT ALL ON x TO u IDENTIFIED BY ~",
        "SELECT 1; ALTER USER u IDENTIFIED BY ~",
        "SET PASSWORD ~",
        "SET SESSION my.token = ~",
        "PRAGMA key = ~",
        "CONNECT u/~@db",
        "EXEC sp_addlogin bob, ~",
        "COPY t FROM STDIN;\n~\n\\.",
        "SELECT * FROM dblink('host=h password=~', 'SELECT 1')",
        "SELECT [it's ~] FROM t",
        "SELECT ARRAY['~', '~']",
        "SELECT x['~'] FROM t",
        "SELECT ['~'] FROM t",
        "SELECT a--'x\n' OR b = '~'",
        "SELECT a --x\r, 'y\n', ~'",
        "/*!50000 SELECT '*/ ~' */",
        "SELECT 0x~",
        "SELECT 1~",
        "INSERT INTO t VALUES (1, '~'), (2, '~'), ROW(3, '~')",
        "EXECUTE IMMEDIATE \"drop user ~@x\"",
        "SELECT \"a ~@x\" FROM t",
        "SELECT u.\"~@x\" FROM t"
      })
  void theCanaryStaysInsideInEveryDialect(String template) {
    String sql = template.replace("~", CANARY);

    assertThat(told(SqlStatement.of(sql))).doesNotContain(CANARY);
    assertThat(told(SqlStatement.of(sql, "postgresql"))).doesNotContain(CANARY);
    assertThat(told(SqlStatement.of(sql, "mysql"))).doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM t WHERE a = \"~\"",
        "SELECT \"~\"",
        "SELECT 1 # ~\n, 2",
        "INSERT INTO t VALUES (\"~\")",
        "UPDATE t SET a = \"~\", b = \"~\"",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = \"~\"",
        "SELECT TRIM(BOTH \"x\" FROM \"~\")",
        "SELECT a FROM t WHERE b IS DISTINCT FROM \"~\"",
        "SELECT a FROM t, \"~\"",
        "EXECUTE IMMEDIATE \"~\""
      })
  void doubleQuotedTextIsALiteralWhereItMayBe(String template) {
    String sql = template.replace("~", CANARY);

    assertThat(told(SqlStatement.of(sql))).doesNotContain(CANARY);
    assertThat(told(SqlStatement.of(sql, "mysql"))).doesNotContain(CANARY);
  }

  @Test
  void aHugeInListIsReadInBoundedTime() {
    StringBuilder sql = new StringBuilder("SELECT * FROM users WHERE id IN (");
    while (sql.length() < 1_300_000) {
      sql.append("'").append(CANARY).append("', ");
    }
    String huge = sql.append("'x')").toString();
    SqlStatements statements = new SqlStatements();

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            SqlStatement statement = statements.get(huge, "postgresql");
            assertThat(statement.summary()).isEqualTo("SELECT users");
            assertThat(statement.text()).isEqualTo("SELECT * FROM users WHERE id IN (?...");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[", "(", "'", "\"", "`", "$a", "$", "/*", "--", "#", ":", "a.", "IN(", "VALUES(", "e'",
        "q'", "\\", "{", "@", "0"
      })
  void repeatedOpenersAreReadInBoundedTime(String opener) {
    String sql = "SELECT " + opener.repeat(400_000);

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 20; i++) {
            assertThat(SqlStatement.of(sql).text()).hasSizeLessThanOrEqualTo(2048);
          }
        });
  }

  @Test
  void noDialectsLiteralsLeakWhateverIsInThem() {
    Random random = new Random(42);
    for (int i = 0; i < 40_000; i++) {
      Dialect dialect = Dialect.values()[random.nextInt(Dialect.values().length)];
      String sql = dialect.statement(random);
      String system = random.nextBoolean() ? dialect.system : null;

      String told = told(SqlStatement.of(sql, system));

      assertThat(told).as("%s: %s", dialect, sql).doesNotContain(CANARY);
    }
  }

  @Test
  void garbageNeitherThrowsNorGrows() {
    Random random = new Random(7);
    Dialect[] dialects = Dialect.values();
    for (int i = 0; i < 40_000; i++) {
      StringBuilder sql =
          new StringBuilder(dialects[random.nextInt(dialects.length)].statement(random));
      for (int edits = random.nextInt(12); edits > 0; edits--) {
        int at = random.nextInt(sql.length() + 1);
        switch (random.nextInt(3)) {
          case 0 -> sql.insert(at, GARBAGE.charAt(random.nextInt(GARBAGE.length())));
          case 1 -> sql.delete(at, Math.min(sql.length(), at + random.nextInt(6)));
          default -> sql.append(sql, 0, Math.min(at, 200));
        }
      }

      SqlStatement statement = SqlStatement.of(sql.toString(), random.nextBoolean() ? "h2" : null);

      assertThat(statement.text()).hasSizeLessThanOrEqualTo(2048);
      assertThat(statement.summary()).hasSizeLessThanOrEqualTo(SqlStatement.MAX_SUMMARY);
      assertThat(statement.queryType())
          .isIn("select", "insert", "update", "delete", "call", "ddl", "transaction", "other");
    }
  }

  private static final String GARBAGE =
      "'\"`[](){}$?:;,.-#/*\\@!=<>|&%~^+ \t\r\n\0aEq0NxUé中\uD83D\uDE00";

  private static String told(SqlStatement statement) {
    return statement.text() + '\n' + statement.summary() + '\n' + statement.table();
  }

  /** Writes valid statements of one dialect, the canary in each literal and comment. */
  private enum Dialect {
    POSTGRESQL("postgresql") {
      @Override
      String literal(Random random) {
        String content = content(random);
        return switch (random.nextInt(7)) {
          case 0 -> "E'" + content.replace("\\", "\\\\").replace("'", "\\'") + "'";
          case 1 -> "$$" + content.replace("$", "") + "$$";
          case 2 -> "$t1$" + content.replace("$t1$", "") + "$t1$";
          case 3 -> "U&'" + content.replace("'", "''") + "'";
          case 4 -> "/* " + content.replace("*/", "").replace("/*", "") + " */ 5";
          case 5 -> "-- " + oneLine(content) + "\n 5";
          default -> "'" + content.replace("'", "''") + "'";
        };
      }
    },
    MYSQL("mysql") {
      @Override
      String literal(Random random) {
        String content = content(random);
        return switch (random.nextInt(6)) {
          case 0 -> "\"" + content.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
          case 1 -> "\"" + content.replace("\\", "\\\\").replace("\"", "\"\"") + "\"";
          case 2 -> "# " + oneLine(content) + "\n 5";
          case 3 -> "-- " + oneLine(content) + "\n 5";
          case 4 -> "_utf8'" + content.replace("\\", "\\\\").replace("'", "''") + "'";
          default -> "'" + content.replace("\\", "\\\\").replace("'", "\\'") + "'";
        };
      }
    },
    ORACLE("oracle") {
      @Override
      String literal(Random random) {
        String content = content(random);
        return switch (random.nextInt(4)) {
          case 0 -> "q'[" + content.replace("]'", "") + "]'";
          case 1 -> "nq'!" + content.replace("!'", "") + "!'";
          case 2 -> "N'" + content.replace("'", "''") + "'";
          default -> "'" + content.replace("'", "''") + "'";
        };
      }
    },
    SQL_SERVER("sqlserver") {
      @Override
      String literal(Random random) {
        String content = content(random);
        return switch (random.nextInt(4)) {
          case 0 -> "[it's\"`$$] = N'" + content.replace("'", "''") + "'";
          case 1 -> "[a b] = N'" + content.replace("'", "''") + "'";
          case 2 -> "/* /* " + content.replace("*/", "").replace("/*", "") + " */ */ 5";
          default -> "'" + content.replace("'", "''") + "'";
        };
      }
    };

    private static final String[] PIECES = {
      CANARY, CANARY, "'", "''", "\"", "`", "\\", "\\\\", "$$", "$t1$", "--", "-- ", "/*", "*/",
      "#", "[", "]", "]'", "!'", "(", ")", ",", ";", "\n", "\r\n", " ", "x", "5", "?", "$1", ":a",
      "é", "q'["
    };

    private static final String[] JOINTS = {
      " AND a = ", ", ", " OR b IN (1, 2) AND c = ", " || ", " + f(x) + ", " UNION SELECT ", " = "
    };

    private final String system;

    Dialect(String system) {
      this.system = system;
    }

    abstract String literal(Random random);

    String statement(Random random) {
      StringBuilder sql = new StringBuilder("SELECT * FROM users WHERE x = ");
      for (int literals = 1 + random.nextInt(5); literals > 0; literals--) {
        sql.append(literal(random)).append(JOINTS[random.nextInt(JOINTS.length)]);
      }
      return sql.append(literal(random)).toString();
    }

    static String content(Random random) {
      StringBuilder content = new StringBuilder();
      for (int pieces = random.nextInt(6); pieces > 0; pieces--) {
        content.append(PIECES[random.nextInt(PIECES.length)]);
      }
      return content.append(CANARY).toString();
    }

    static String oneLine(String content) {
      return content.replace('\n', ' ').replace('\r', ' ');
    }
  }
}
