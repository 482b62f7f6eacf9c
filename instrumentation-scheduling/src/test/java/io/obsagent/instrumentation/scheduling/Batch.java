/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.springframework.core.task.TaskExecutor;

/**
 * Spring Batch of whatever version, in which types have moved from one package to another: made and
 * called by name.
 */
final class Batch {
  private static final String CORE = "org.springframework.batch.core.";

  private final Object transactions =
      make(
          "org.springframework.batch.support.transaction.ResourcelessTransactionManager",
          "org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager");

  private final Object repository = repository();

  private Object repository() {
    String resourceless = CORE + "repository.support.ResourcelessJobRepository";
    if (RunFacts.isThere(resourceless)) {
      return make(resourceless);
    }
    Object factory = make(CORE + "repository.support.MapJobRepositoryFactoryBean");
    call(factory, "setTransactionManager", transactions);
    return call(factory, "getObject");
  }

  /** What a step throws as it was told to stop. */
  static Exception stop() {
    String[] types = {CORE + "job.JobInterruptedException", CORE + "JobInterruptedException"};
    return (Exception) make(types, "stop");
  }

  /** What a tasklet does. */
  interface Work {
    void run() throws Exception;
  }

  Object step(String name, Work work) {
    Object step = make(new String[] {CORE + "step.tasklet.TaskletStep"}, name);
    Class<?> tasklet = type(CORE + "step.tasklet.Tasklet");
    Object called =
        Proxy.newProxyInstance(
            tasklet.getClassLoader(),
            new Class<?>[] {tasklet},
            (proxy, method, arguments) -> {
              work.run();
              return null;
            });
    call(step, "setTasklet", called);
    call(step, "setTransactionManager", transactions);
    call(step, "setJobRepository", repository);
    call(step, "afterPropertiesSet");
    return step;
  }

  Object partitions(String name, Object step, int count, TaskExecutor executor) {
    Object handler = make(CORE + "partition.support.TaskExecutorPartitionHandler");
    call(handler, "setStep", step);
    call(handler, "setTaskExecutor", executor);
    call(handler, "setGridSize", count);
    Object splitter;
    Object partitioner = make(CORE + "partition.support.SimplePartitioner");
    String splitters = CORE + "partition.support.SimpleStepExecutionSplitter";
    Object partitioned;
    if (RunFacts.isThere(CORE + "partition.PartitionStep")) {
      partitioned = make(new String[] {CORE + "partition.PartitionStep"}, repository);
      splitter = make(new String[] {splitters}, repository, name, partitioner);
    } else {
      partitioned = make(CORE + "partition.support.PartitionStep");
      splitter = make(new String[] {splitters}, repository, true, name, partitioner);
    }
    call(partitioned, "setName", name);
    call(partitioned, "setPartitionHandler", handler);
    call(partitioned, "setStepExecutionSplitter", splitter);
    call(partitioned, "setJobRepository", repository);
    call(partitioned, "afterPropertiesSet");
    return partitioned;
  }

  /** Runs a job; returns its execution. */
  Object run(String name, TaskExecutor executor, Object... steps) {
    Object job = make(new String[] {CORE + "job.SimpleJob"}, name);
    call(job, "setJobRepository", repository);
    for (Object step : steps) {
      call(job, "addStep", step);
    }
    call(job, "afterPropertiesSet");
    Object launcher =
        make(
            CORE + "launch.support.TaskExecutorJobLauncher",
            CORE + "launch.support.SimpleJobLauncher");
    call(launcher, "setJobRepository", repository);
    call(launcher, "setTaskExecutor", executor);
    call(launcher, "afterPropertiesSet");
    Object parameters = make(CORE + "job.parameters.JobParameters", CORE + "JobParameters");
    return call(launcher, "run", job, parameters);
  }

  private static Class<?> type(String... names) {
    for (String name : names) {
      if (RunFacts.isThere(name)) {
        try {
          return Class.forName(name);
        } catch (ClassNotFoundException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError(String.join(", ", names));
  }

  private static Object make(String... types) {
    return make(types, new Object[0]);
  }

  private static Object make(String[] types, Object... arguments) {
    for (Constructor<?> constructor : type(types).getConstructors()) {
      if (fit(constructor.getParameterTypes(), arguments)) {
        try {
          return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError(types[0]);
  }

  static Object call(Object object, String name, Object... arguments) {
    for (Method method : object.getClass().getMethods()) {
      if (method.getName().equals(name) && fit(method.getParameterTypes(), arguments)) {
        try {
          return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
          throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError(object.getClass() + " " + name);
  }

  private static boolean fit(Class<?>[] types, Object[] arguments) {
    if (types.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      Class<?> type =
          types[i] == int.class
              ? Integer.class
              : types[i] == boolean.class ? Boolean.class : types[i];
      if (!type.isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }
}
