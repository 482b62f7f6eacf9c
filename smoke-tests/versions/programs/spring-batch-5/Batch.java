/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.Callable;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JobRepositoryFactoryBean;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.repeat.RepeatStatus;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Spring Batch 5, whose repository is a database. */
final class Batch {
  private final DataSourceTransactionManager transactions;
  private final JobRepository repository;

  Batch() throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:batch;DB_CLOSE_DELAY=-1");
    String schema = "org/springframework/batch/core/schema-h2.sql";
    new ResourceDatabasePopulator(new ClassPathResource(schema)).execute(database);
    transactions = new DataSourceTransactionManager(database);
    JobRepositoryFactoryBean factory = new JobRepositoryFactoryBean();
    factory.setDataSource(database);
    factory.setTransactionManager(transactions);
    factory.afterPropertiesSet();
    repository = factory.getObject();
  }

  /** Runs a job of two steps to its end. */
  String run(String name, boolean later, Callable<?> read, Callable<?> write) throws Exception {
    Job job =
        new JobBuilder(name, repository)
            .start(step("read", read))
            .next(step("write", write))
            .build();
    TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
    launcher.setJobRepository(repository);
    launcher.setTaskExecutor(later ? new SimpleAsyncTaskExecutor() : new SyncTaskExecutor());
    launcher.afterPropertiesSet();
    JobExecution execution = launcher.run(job, new JobParameters());
    while (execution.getEndTime() == null) {
      Thread.sleep(5);
    }
    return execution.getStatus().toString();
  }

  private Step step(String name, Callable<?> work) {
    return new StepBuilder(name, repository)
        .tasklet(
            (contribution, context) -> {
              work.call();
              return RepeatStatus.FINISHED;
            },
            transactions)
        .build();
  }
}
