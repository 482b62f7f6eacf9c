/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.resource.spi.TransactionSupport.TransactionSupportLevel;
import javax.sql.DataSource;
import oracle.ucp.admin.UniversalConnectionPoolManagerImpl;
import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;
import org.jboss.jca.adapters.jdbc.JDBCResourceAdapter;
import org.jboss.jca.adapters.jdbc.local.LocalManagedConnectionFactory;
import org.jboss.jca.common.api.metadata.common.FlushStrategy;
import org.jboss.jca.core.api.connectionmanager.pool.PoolConfiguration;
import org.jboss.jca.core.connectionmanager.ConnectionManagerFactory;
import org.jboss.jca.core.connectionmanager.pool.api.Pool;
import org.jboss.jca.core.connectionmanager.pool.api.PoolFactory;
import org.jboss.jca.core.connectionmanager.pool.api.PoolStrategy;
import org.jboss.jca.core.connectionmanager.pool.mcp.SemaphoreConcurrentLinkedDequeManagedConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vibur.dbcp.ViburDBCPDataSource;

/** Agroal's, IronJacamar's, Vibur's and Oracle's pools, read as metrics are. */
@InProcessOnly
class MorePoolsTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new JdbcInstrumentation(),
          new AgroalInstrumentation(),
          new IronJacamarInstrumentation(),
          new ViburInstrumentation(),
          new UcpInstrumentation());

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

  /** Takes connections of a pool of three. */
  private static void assertTells(String name, DataSource source, boolean tellsPending)
      throws Exception {
    try (Connection first = source.getConnection();
        Connection second = source.getConnection()) {
      assertThat(first).isNotSameAs(second);
      Observed pool = pool(name);
      assertThat(pool.read("active")).isEqualTo(2L);
      assertThat(pool.read("max")).isEqualTo(3L);
      assertThat(pool.read("pending")).isEqualTo(tellsPending ? 0L : null);
      assertThat(pool.read("acquired")).isEqualTo(2L);
      assertThat((Double) pool.read("acquire.seconds")).isNotNegative();
    }
    assertThat(pool(name).read("active")).isEqualTo(0L);
    assertThat((Long) pool(name).read("idle")).isPositive();
    agent.forget();
    try (Connection connection = source.getConnection()) {
      connection.createStatement().execute("select 1");
    }
    assertThat(agent.trace()).isEqualTo("CLIENT SELECT");
  }

  private static AgroalDataSource agroal(String database) throws Exception {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(3)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .connectionFactoryConfiguration(
                            factory -> factory.jdbcUrl("jdbc:h2:mem:" + database))));
  }

  @Test
  void aPoolOfAgroalTellsItsConnectionsUntilItIsClosed() throws Exception {
    try (AgroalDataSource source = agroal("agroal")) {
      assertTells("h2/agroal", source, true);
    }
    assertThat(pools("h2/agroal")).isEmpty();
  }

  @Test
  void aThreadThatWaitsForAgroalIsPending() throws Exception {
    try (AgroalDataSource source = agroal("busy")) {
      List<Connection> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(source.getConnection());
      }
      Thread waiter =
          new Thread(
              () -> {
                try {
                  source.getConnection().close();
                } catch (java.sql.SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      waiter.start();
      long end = System.nanoTime() + 10_000_000_000L;
      while (!Long.valueOf(1).equals(pool("h2/busy").read("pending")) && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(pool("h2/busy").read("pending")).isEqualTo(1L);
      for (Connection connection : all) {
        connection.close();
      }
      waiter.join(10_000);
      assertThat(pool("h2/busy").read("pending")).isEqualTo(0L);
      assertThat(pool("h2/busy").read("acquired")).isEqualTo(4L);
    }
  }

  @Test
  void aPoolOfIronJacamarTellsItsConnectionsUntilItIsShutDown() throws Exception {
    LocalManagedConnectionFactory factory = new LocalManagedConnectionFactory();
    factory.setResourceAdapter(new JDBCResourceAdapter());
    factory.setDriverClass("org.h2.Driver");
    factory.setConnectionURL("jdbc:h2:mem:ironjacamar");
    factory.setUserName("sa");
    factory.setPassword("");
    PoolConfiguration configuration = new PoolConfiguration();
    configuration.setMaxSize(3);
    Pool pool =
        new PoolFactory()
            .create(
                PoolStrategy.ONE_POOL,
                factory,
                configuration,
                false,
                true,
                SemaphoreConcurrentLinkedDequeManagedConnectionPool.class.getName());
    pool.setName("Orders");
    DataSource source =
        (DataSource)
            factory.createConnectionFactory(
                new ConnectionManagerFactory()
                    .createNonTransactional(
                        TransactionSupportLevel.NoTransaction,
                        pool,
                        null,
                        null,
                        false,
                        null,
                        true,
                        false,
                        true,
                        null,
                        FlushStrategy.FAILING_CONNECTION_ONLY,
                        null,
                        null));
    assertTells("Orders", source, true);
    pool.shutdown();
    assertThat(pools("Orders")).isEmpty();
  }

  private static ViburDBCPDataSource vibur() {
    ViburDBCPDataSource source = new ViburDBCPDataSource();
    source.setJdbcUrl("jdbc:h2:mem:vibur");
    source.setUsername("sa");
    source.setPassword("");
    source.setPoolInitialSize(1);
    source.setPoolMaxSize(3);
    return source;
  }

  @Test
  void aPoolOfViburTellsItsConnectionsUntilItIsClosed() throws Exception {
    ViburDBCPDataSource source = vibur();
    source.start();
    assertTells("h2/vibur", source, false);
    source.terminate();
    assertThat(pools("h2/vibur")).isEmpty();
  }

  @Test
  void aPoolOfViburKeepsTheNameThatItWasGiven() throws Exception {
    ViburDBCPDataSource source = vibur();
    source.setName("orders");
    source.start();
    assertTells("orders", source, false);
    source.terminate();
    assertThat(pools("orders")).isEmpty();
  }

  @Test
  void aPoolOfOracleTellsItsConnectionsUntilItIsStopped() throws Exception {
    PoolDataSource source = PoolDataSourceFactory.getPoolDataSource();
    source.setConnectionFactoryClassName("org.h2.jdbcx.JdbcDataSource");
    source.setURL("jdbc:h2:mem:ucp;DB_CLOSE_DELAY=-1");
    source.setUser("sa");
    source.setPassword("");
    source.setConnectionPoolName("ucp-orders");
    source.setMinPoolSize(0);
    source.setInitialPoolSize(1);
    source.setMaxPoolSize(3);
    assertTells("ucp-orders", source, true);
    UniversalConnectionPoolManagerImpl.getUniversalConnectionPoolManager()
        .destroyConnectionPool("ucp-orders");
    assertThat(pools("ucp-orders")).isEmpty();
  }
}
