/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.Callable;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.support.SimpleJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.MapJobRepositoryFactoryBean;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.repeat.RepeatStatus;
import org.springframework.batch.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;

/** Spring Batch 4. */
final class Batch {
  private final ResourcelessTransactionManager transactions = new ResourcelessTransactionManager();
  private final JobRepository repository;

  Batch() throws Exception {
    repository = new MapJobRepositoryFactoryBean(transactions).getObject();
  }

  /** Runs a job of two steps to its end. */
  String run(String name, boolean later, Callable<?> read, Callable<?> write) throws Exception {
    Job job =
        new JobBuilder(name)
            .repository(repository)
            .start(step("read", read))
            .next(step("write", write))
            .build();
    SimpleJobLauncher launcher = new SimpleJobLauncher();
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
    return new StepBuilder(name)
        .repository(repository)
        .transactionManager(transactions)
        .tasklet(
            (contribution, context) -> {
              work.call();
              return RepeatStatus.FINISHED;
            })
        .build();
  }
}
