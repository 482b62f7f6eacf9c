/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;

final class Main {
  static void main(String[] args) throws Exception {
    PoolDataSource pool = PoolDataSourceFactory.getPoolDataSource();
    pool.setConnectionFactoryClassName("org.h2.jdbcx.JdbcDataSource");
    pool.setURL("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");
    pool.setUser("sa");
    pool.setPassword("");
    pool.setMinPoolSize(1);
    pool.setInitialPoolSize(1);
    pool.setMaxPoolSize(1);
    Database.use(pool::getConnection);
  }
}
