/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The worker: takes jobs from the queue until it is told to stop. */
public final class WorkerApplication {
  private static final Logger log = LogManager.getLogger(WorkerApplication.class);

  private WorkerApplication() {}

  /** Starts it. */
  public static void main(String[] args) throws InterruptedException {
    Settings settings = Settings.from(System.getenv());
    HikariDataSource database = database(settings);
    RedisClient redis = RedisClient.create(settings.redisUrl());
    ImageStore store = new ImageStore(database);
    JobHandler handler =
        new JobHandler(store, new ObjectStore(settings), new Replicate(settings), settings);

    List<JobLoop> loops = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= settings.threads(); i++) {
      JobLoop loop = new JobLoop(redis.connect().sync(), settings.queue(), handler, store);
      loops.add(loop);
      threads.add(new Thread(loop, "worker-" + i));
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  loops.forEach(JobLoop::stop);
                  threads.forEach(WorkerApplication::join);
                  redis.shutdown();
                  database.close();
                  LogManager.shutdown();
                }));
    threads.forEach(Thread::start);
    log.info("Worker started on queue {}", settings.queue());
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static HikariDataSource database(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("worker");
    config.setJdbcUrl(settings.databaseUrl());
    config.setUsername(settings.databaseUser());
    config.setPassword(settings.databasePassword());
    config.setMaximumPoolSize(settings.threads() + 1);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }

  private static void join(Thread thread) {
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
