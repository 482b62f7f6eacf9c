/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
  private static final String CANARY = "c4n4ry";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "jdbc:postgresql://u:p@h:5432/db?user=u&password=p | postgresql | h | 5432 | db",
        "jdbc:postgresql://h1:5433,h2:5434/db | postgresql | h1 | 5433 | db",
        "jdbc:postgresql://[::1]:5433/db | postgresql | ::1 | 5433 | db",
        "jdbc:postgresql://h/ | postgresql | h | 5432 | -",
        "jdbc:postgresql:db | postgresql | localhost | 5432 | db",
        "jdbc:postgresql:///db | postgresql | localhost | 5432 | db",
        "jdbc:p6spy:postgresql://h/db | postgresql | h | 5432 | db",
        "jdbc:tc:postgresql:16:///db | postgresql | localhost | 5432 | db",
        "jdbc:mysql://h:3307/db?useSSL=false | mysql | h | 3307 | db",
        "jdbc:mysql:loadbalance://h1,h2:3307/db | mysql | h1 | 3306 | db",
        "jdbc:mysql://address=(host=h)(port=3307)(user=u)(password=p)/db | mysql | h | 3307 | db",
        "jdbc:mysql://(host=h,port=3307,user=u)/db | mysql | h | 3307 | db",
        "jdbc:mariadb:sequential://h/db | mariadb | h | 3306 | db",
        "jdbc:h2:mem:test;USER=sa;PASSWORD=p | h2 | - | -1 | test",
        "jdbc:h2:file:/home/bob/data/app;X=Y | h2 | - | -1 | app",
        "jdbc:h2:~/app | h2 | - | -1 | app",
        "jdbc:h2:tcp://h:9093/~/app | h2 | h | 9093 | app",
        "jdbc:h2:tcp://h/mem:app | h2 | h | 9092 | app",
        "jdbc:oracle:thin:@h:1521:ORCL | oracle | h | 1521 | ORCL",
        "jdbc:oracle:thin:u/p@//h:1522/svc | oracle | h | 1522 | svc",
        "jdbc:oracle:thin:u/p@h/svc | oracle | h | 1521 | svc",
        "jdbc:oracle:thin:@tcps://h:2484/svc?a=b | oracle | h | 2484 | svc",
        "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=1523))(CONNECT_DATA=(SERVICE_NAME=svc)))"
            + " | oracle | h | 1523 | svc",
        "jdbc:oracle:thin:@alias | oracle | - | -1 | alias",
        "jdbc:sqlserver://h:1434;databaseName=db;user=u;password=p | sqlserver | h | 1434 | db",
        "jdbc:sqlserver://h\\inst;encrypt=true;database=db | sqlserver | h | 1433 | db",
        "jdbc:sqlserver://;serverName=h;password={a;databaseName=x};databaseName=db | sqlserver | h | 1433 | db",
        "jdbc:jtds:sqlserver://h:1434/db;user=u | sqlserver | h | 1434 | db",
        "jdbc:db2://h:50001/db:user=u;password=p; | db2 | h | 50001 | db",
        "jdbc:sqlite:/var/data/app.db | sqlite | - | -1 | app.db",
        "jdbc:sqlite::memory: | sqlite | - | -1 | memory",
        "jdbc:derby://h:1528/db;user=u | derby | h | 1528 | db",
        "jdbc:derby:memory:db;create=true | derby | - | -1 | db",
        "jdbc:hsqldb:mem:db | hsqldb | - | -1 | db",
        "jdbc:hsqldb:hsql://h/db | hsqldb | h | 9001 | db",
        "jdbc:clickhouse://h:8443/db?ssl=true | clickhouse | h | 8443 | db",
        "jdbc:ch:https://h:8443/db | clickhouse | h | 8443 | db",
        "jdbc:snowflake://acc.snowflakecomputing.com/?db=x | snowflake | acc.snowflakecomputing.com | -1 | -",
        "jdbc:unheard:of | unheard | - | -1 | -",
        "nonsense | other | - | -1 | -"
      })
  void aJdbcUrlTellsSystemServerAndName(
      String url, String system, String host, int port, String name) {
    DatabaseAddress address = JdbcUrl.parse(url);

    assertThat(address.system()).isEqualTo(system);
    assertThat(address.address()).isEqualTo(host);
    assertThat(address.port()).isEqualTo(port);
    assertThat(address.namespace()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h:5432/db?user=u&password=~",
        "jdbc:postgresql://u:~@h/db?sslpassword=~",
        "jdbc:postgresql://u:a/~@h/db",
        "jdbc:postgresql://u:~?x@h/db",
        "jdbc:postgresql://h?user=a&password=b@~",
        "jdbc:mysql://u:~@h/db",
        "jdbc:mysql://u:a;~@h/db",
        "jdbc:mysql://address=(host=h)(password=~)/db",
        "jdbc:oracle:thin:u/~@h:1521:s",
        "jdbc:oracle:thin:u/~@//h/s",
        "jdbc:oracle:thin:u/a?~@h:1521:s",
        "jdbc:oracle:thin:u/~",
        "jdbc:sqlserver://h;user=u;password=~",
        "jdbc:sqlserver://h;password={a;databaseName=~}",
        "jdbc:h2:mem:x;PASSWORD=~",
        "jdbc:h2:tcp://u:~@h/x",
        "jdbc:db2://h/db:user=u;password=~;",
        "jdbc:derby:db;password=~",
        "jdbc:sqlite:a.db?key=~",
        "jdbc:other://u:~@h:1/db?password=~",
        "jdbc:other:thing;password=~",
        "jdbc:other:u/~@h"
      })
  void aPasswordNeverLeavesAJdbcUrl(String template) {
    DatabaseAddress address = JdbcUrl.parse(template.replace("~", CANARY));

    assertThat(address.toString()).doesNotContain(CANARY);
  }

  @Test
  void stableNamesOfSystemsAreKnown() {
    assertThat(JdbcUrl.parse("jdbc:sqlserver://h").systemName()).isEqualTo("microsoft.sql_server");
    assertThat(JdbcUrl.parse("jdbc:postgresql:x").systemName()).isEqualTo("postgresql");
  }
}
