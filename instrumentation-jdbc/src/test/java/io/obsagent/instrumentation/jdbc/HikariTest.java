/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pools of HikariCP, read as metrics are. */
@InProcessOnly
class HikariTest {
  @RegisterExtension
  static final Agent agent = Agent.with(new JdbcInstrumentation(), new HikariInstrumentation());

  private static HikariConfig config(String name) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl("jdbc:h2:mem:pooled");
    config.setUsername("sa");
    config.setPassword("");
    config.setMaximumPoolSize(3);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(1000);
    return config;
  }

  private static List<Observed> pools(String name) {
    List<Observed> found = new ArrayList<>();
    for (Observed pool : Observations.POOL.things()) {
      if (name.equals(pool.read("pool"))) {
        found.add(pool);
      }
    }
    return found;
  }

  private static Observed pool(String name) {
    assertThat(pools(name)).hasSize(1);
    return pools(name).get(0);
  }

  @Test
  void aPoolTellsItsConnections() throws SQLException {
    try (HikariDataSource source = new HikariDataSource(config("orders"))) {
      Connection first = source.getConnection();
      Connection second = source.getConnection();
      Observed pool = pool("orders");
      assertThat(pool.read("active")).isEqualTo(2L);
      assertThat(pool.read("max")).isEqualTo(3L);
      assertThat(pool.read("pending")).isEqualTo(0L);
      assertThat(pool.read("acquired")).isEqualTo(2L);
      assertThat((Double) pool.read("acquire.seconds")).isPositive();
      first.close();
      second.close();
      assertThat(pool.read("active")).isEqualTo(0L);
      assertThat((Long) pool.read("idle")).isPositive();
      source.getConnection().close();
      assertThat(pool.read("acquired")).isEqualTo(3L);
    }
  }

  @Test
  void aConnectionThatIsNotToBeHadIsNotAcquired() throws SQLException {
    HikariConfig config = config("small");
    config.setMaximumPoolSize(1);
    try (HikariDataSource source = new HikariDataSource(config);
        Connection only = source.getConnection()) {
      assertThat(only).isNotNull();
      assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);
      assertThat(pool("small").read("acquired")).isEqualTo(1L);
    }
  }

  @Test
  void aClosedPoolIsForgotten() throws SQLException {
    HikariDataSource source = new HikariDataSource(config("closed"));
    source.getConnection().close();
    assertThat(pools("closed")).hasSize(1);
    source.close();

    assertThat(pools("closed")).isEmpty();
  }

  @Test
  void aPoolThatIsOpenedAgainBeginsAnew() throws SQLException {
    for (int i = 0; i < 2; i++) {
      try (HikariDataSource source = new HikariDataSource(config("again"))) {
        source.getConnection().close();
        assertThat(pool("again").read("acquired")).isEqualTo(1L);
      }
    }
  }

  @Test
  void poolsOfOneNameAreTwo() {
    try (HikariDataSource one = new HikariDataSource(config("twin"));
        HikariDataSource two = new HikariDataSource(config("twin"))) {
      assertThat(one).isNotSameAs(two);
      assertThat(pools("twin")).hasSize(2);
    }
  }

  @Test
  void aPoolWithoutANameHasTheNameThatHikariGivesIt() {
    HikariConfig config = config(null);
    try (HikariDataSource source = new HikariDataSource(config)) {
      assertThat(source.getPoolName()).startsWith("HikariPool-");
      assertThat(pools(source.getPoolName())).hasSize(1);
    }
  }

  @Test
  void anEntryVanishesWithItsThing() throws InterruptedException {
    Observed thing =
        new Observed() {
          @Override
          public Object read(String field) {
            return "soon";
          }
        };
    io.obsagent.core.vocabulary.WeaklyObserved entry =
        io.obsagent.core.vocabulary.WeaklyObserved.add(Observations.POOL, thing);
    assertThat(entry.read("gone")).isEqualTo("soon");
    WeakReference<Observed> left = new WeakReference<>(thing);
    thing = null;
    collect(left);

    assertThat(entry.read("gone")).isNull();
    assertThat(Observations.POOL.things()).doesNotContain(entry);
  }

  private static void collect(WeakReference<?> reference) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (reference.get() != null && System.nanoTime() < end) {
      System.gc();
      Thread.yield();
    }
  }
}
