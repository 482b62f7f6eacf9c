/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import io.lettuce.core.RedisClient;
import org.apache.commons.dbcp2.BasicDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sign studio: its API, or a worker that writes reports, as {@code ROLE} says. */
public final class ApexApplication {
  private static final Logger log = LoggerFactory.getLogger(ApexApplication.class);
  private static final int CONNECTIONS = 8;

  private ApexApplication() {}

  /** Starts it. */
  public static void main(String[] args) throws InterruptedException {
    Settings settings = Settings.from(System.getenv());
    BasicDataSource database = database(settings);
    RedisClient redis = RedisClient.create(settings.redisUrl());
    ProjectStore projects = new ProjectStore(database);
    if (settings.role().equals("worker")) {
      ReportWorker worker =
          new ReportWorker(new TaskQueue(redis.connect().sync()), projects, new ReportGenerator());
      Thread thread = new Thread(worker, "report-worker");
      thread.start();
      log.info("Worker started");
      thread.join();
    } else {
      projects.createTables();
      DesignCache cache = new DesignCache(redis.connect().sync());
      TaskQueue queue = new TaskQueue(redis.connect().sync());
      new Api(projects, new CabinetCalculator(), cache, queue).start(settings.port());
      log.info("API started");
    }
  }

  private static BasicDataSource database(Settings settings) {
    BasicDataSource database = new BasicDataSource();
    database.setUrl(settings.databaseUrl());
    database.setUsername(settings.databaseUser());
    database.setPassword(settings.databasePassword());
    database.setMaxTotal(CONNECTIONS);
    database.setInitialSize(1);
    return database;
  }
}
