/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import java.beans.PropertyVetoException;
import java.net.URI;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import redis.clients.jedis.JedisPool;

/** AutoServe in one of its roles, which is a profile: backend, worker or ml-controller. */
@SpringBootApplication
public class AutoServeApplication {
  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(AutoServeApplication.class, args);
  }

  @Bean(destroyMethod = "close")
  DataSource dataSource(
      @Value("${database.url}") String url,
      @Value("${database.user}") String user,
      @Value("${database.password}") String password,
      @Value("${spring.application.name}") String name)
      throws PropertyVetoException {
    ComboPooledDataSource pool = new ComboPooledDataSource(name);
    pool.setDriverClass("org.postgresql.Driver");
    pool.setJdbcUrl(url);
    pool.setUser(user);
    pool.setPassword(password);
    pool.setInitialPoolSize(2);
    pool.setMinPoolSize(2);
    pool.setMaxPoolSize(10);
    return pool;
  }

  @Bean(destroyMethod = "close")
  JedisPool redis(@Value("${redis.url}") String url) {
    return new JedisPool(URI.create(url));
  }
}
