/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.beans.PropertyVetoException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbcp2.DriverManagerConnectionFactory;
import org.apache.commons.dbcp2.PoolableConnection;
import org.apache.commons.dbcp2.PoolableConnectionFactory;
import org.apache.commons.dbcp2.PoolingDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools other than HikariCP's, read as metrics are. */
@InProcessOnly
class PoolsTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new JdbcInstrumentation(),
          new DbcpInstrumentation(),
          new TomcatJdbcInstrumentation(),
          new C3p0Instrumentation());

  /** A pool of three connections, of which it keeps one. */
  interface Pool extends AutoCloseable {
    DataSource source();

    @Override
    void close() throws SQLException;
  }

  enum Kind {
    DBCP {
      @Override
      Pool open(String name, String database) {
        BasicDataSource source = new BasicDataSource();
        source.setUrl("jdbc:h2:mem:" + database);
        source.setUsername("sa");
        source.setPassword("");
        source.setMaxTotal(3);
        source.setMinIdle(1);
        source.setMaxWaitMillis(100);
        if (name != null) {
          source.setJmxName("org.apache.commons.dbcp2:name=" + name + ",type=BasicDataSource");
        }
        return pool(source, source::close);
      }
    },
    TOMCAT {
      @Override
      Pool open(String name, String database) {
        org.apache.tomcat.jdbc.pool.DataSource source =
            new org.apache.tomcat.jdbc.pool.DataSource();
        source.setUrl("jdbc:h2:mem:" + database);
        source.setDriverClassName("org.h2.Driver");
        source.setUsername("sa");
        source.setPassword("");
        source.setMaxActive(3);
        source.setMaxIdle(3);
        source.setMinIdle(1);
        source.setInitialSize(1);
        source.setMaxWait(100);
        if (name != null) {
          source.setName(name);
        }
        return pool(source, () -> source.close());
      }
    },
    C3P0 {
      @Override
      Pool open(String name, String database) throws PropertyVetoException {
        ComboPooledDataSource source = new ComboPooledDataSource();
        source.setJdbcUrl("jdbc:h2:mem:" + database);
        source.setDriverClass("org.h2.Driver");
        source.setUser("sa");
        source.setPassword("");
        source.setMaxPoolSize(3);
        source.setMinPoolSize(1);
        source.setInitialPoolSize(1);
        source.setAcquireIncrement(1);
        source.setCheckoutTimeout(1000);
        if (name != null) {
          source.setDataSourceName(name);
        }
        return pool(source, () -> source.close());
      }
    };

    abstract Pool open(String name, String database) throws Exception;
  }

  interface Close {
    void run() throws SQLException;
  }

  private static Pool pool(DataSource source, Close close) {
    return new Pool() {
      @Override
      public DataSource source() {
        return source;
      }

      @Override
      public void close() throws SQLException {
        close.run();
      }
    };
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

  /** c3p0 takes connections back on a thread of its own. */
  private static void await(String name, String field, long value) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!Long.valueOf(value).equals(pool(name).read(field)) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(pool(name).read(field)).isEqualTo(value);
  }

  @ParameterizedTest
  @EnumSource
  void aPoolTellsItsConnections(Kind kind) throws Exception {
    try (Pool opened = kind.open("orders", "pools")) {
      Connection first = opened.source().getConnection();
      Connection second = opened.source().getConnection();
      Observed pool = pool("orders");
      assertThat(pool.read("active")).isEqualTo(2L);
      assertThat(pool.read("max")).isEqualTo(3L);
      assertThat(pool.read("pending")).isEqualTo(0L);
      assertThat(pool.read("acquired")).isEqualTo(2L);
      first.close();
      second.close();
      await("orders", "active", 0);
      assertThat((Long) pool.read("idle")).isPositive();
      double before = (Double) pool.read("acquire.seconds");
      assertThat(before).isPositive();
      opened.source().getConnection().close();
      assertThat(pool.read("acquired")).isEqualTo(3L);
      assertThat((Double) pool.read("acquire.seconds")).isBetween(before, before + 60);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatWaitsIsPending(Kind kind) throws Exception {
    try (Pool opened = kind.open("busy", "pools")) {
      List<Connection> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(opened.source().getConnection());
      }
      Thread waiter =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    opened.source().getConnection().close();
                    return;
                  } catch (SQLException none) {
                    Thread.onSpinWait();
                  }
                }
              });
      waiter.setDaemon(true);
      waiter.start();
      await("busy", "pending", 1);
      for (Connection connection : all) {
        connection.close();
      }
      waiter.join(10_000);
      await("busy", "pending", 0);
      waiter.interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsNotToBeHadIsNotAcquired(Kind kind) throws Exception {
    try (Pool opened = kind.open("small", "pools")) {
      for (int i = 0; i < 3; i++) {
        opened.source().getConnection();
      }
      assertThatThrownBy(() -> opened.source().getConnection()).isInstanceOf(SQLException.class);
      assertThat(pool("small").read("acquired")).isEqualTo(3L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedPoolIsForgottenAndOneOpenedAgainBeginsAnew(Kind kind) throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Pool opened = kind.open("again", "pools")) {
        opened.source().getConnection().close();
        assertThat(pool("again").read("acquired")).isEqualTo(1L);
      }
      assertThat(pools("again")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPoolWithoutANameHasThatOfItsDatabase(Kind kind) throws Exception {
    String database = "nameless" + kind.ordinal();
    for (int i = 0; i < 2; i++) {
      try (Pool opened = kind.open(null, database)) {
        opened.source().getConnection().close();
        assertThat(pools("h2/" + database)).hasSize(1);
      }
    }
  }

  @Test
  void aPoolOfDbcpThatNoBasicDataSourceMakesIsObservedToo() throws SQLException {
    PoolableConnectionFactory pooled =
        new PoolableConnectionFactory(
            new DriverManagerConnectionFactory("jdbc:h2:mem:byhand", "sa", ""), null);
    GenericObjectPool<PoolableConnection> connections = new GenericObjectPool<>(pooled);
    pooled.setPool(connections);
    new PoolingDataSource<>(connections).getConnection().close();
    assertThat(pool("h2/byhand").read("acquired")).isEqualTo(1L);
    assertThat(pool("h2/byhand").read("idle")).isEqualTo(1L);
    connections.close();
    assertThat(pools("h2/byhand")).isEmpty();
  }

  @Test
  void aNameTellsTheServerAndTheDatabaseButNoSecret() {
    assertThat(PoolObserved.name("jdbc:postgresql://db:5433/shop?password=C", "none"))
        .isEqualTo("db:5433/shop");
    assertThat(PoolObserved.name(null, "none")).isEqualTo("none");
  }
}
