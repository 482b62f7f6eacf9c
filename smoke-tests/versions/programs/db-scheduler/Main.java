/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.h2.jdbcx.JdbcDataSource;

final class Main {
  private static final BlockingQueue<String> DONE = new LinkedBlockingQueue<>();

  static void main(String[] args) throws Exception {
    Stock.serve();
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:tasks;DB_CLOSE_DELAY=-1");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table scheduled_tasks (task_name varchar(100), task_instance varchar(100),"
              + " task_data blob, execution_time timestamp(6) with time zone, picked boolean,"
              + " picked_by varchar(50), last_success timestamp(6) with time zone,"
              + " last_failure timestamp(6) with time zone, consecutive_failures int,"
              + " last_heartbeat timestamp(6) with time zone, version bigint,"
              + " primary key (task_name, task_instance))");
    }
    OneTimeTask<Void> mail =
        Tasks.oneTime("mail", Void.class).execute((instance, context) -> DONE.add(Stock.ask()));
    OneTimeTask<Void> broken =
        Tasks.oneTime("broken", Void.class)
            .onFailure(
                (done, operations) -> {
                  operations.stop();
                  DONE.add("failed");
                })
            .execute(
                (instance, context) -> {
                  throw new IllegalStateException("broken");
                });
    Scheduler scheduler =
        Scheduler.create(database, mail, broken)
            .threads(1)
            .pollingInterval(Duration.ofMillis(50))
            .shutdownMaxWait(Duration.ofSeconds(5))
            .build();
    scheduler.start();
    scheduler.schedule(mail.instance("1"), Instant.now());
    System.out.println(DONE.take());
    scheduler.schedule(broken.instance("1"), Instant.now());
    System.out.println(DONE.take());
    Web.request(
        "/trigger",
        () -> {
          scheduler.schedule(mail.instance("2"), Instant.now());
          return DONE.take();
        });
    scheduler.stop();
  }
}
