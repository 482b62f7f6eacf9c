/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.Callable;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;

/** Spring Batch 6, whose repository need not be a database. */
final class Batch {
  private final ResourcelessTransactionManager transactions = new ResourcelessTransactionManager();

  /** Runs a job of two steps to its end. */
  String run(String name, boolean later, Callable<?> read, Callable<?> write) throws Exception {
    JobRepository repository = new ResourcelessJobRepository();
    Job job =
        new JobBuilder(name, repository)
            .start(step(repository, "read", read))
            .next(step(repository, "write", write))
            .build();
    TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
    operator.setJobRepository(repository);
    operator.setJobRegistry(new MapJobRegistry());
    operator.setTaskExecutor(later ? new SimpleAsyncTaskExecutor() : new SyncTaskExecutor());
    operator.afterPropertiesSet();
    JobExecution execution = operator.start(job, new JobParameters());
    while (execution.getEndTime() == null) {
      Thread.sleep(5);
    }
    return execution.getStatus().toString();
  }

  private Step step(JobRepository repository, String name, Callable<?> work) {
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
