/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import java.util.Properties;
import java.util.concurrent.SynchronousQueue;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;

final class Main {
  private static final SynchronousQueue<String> DONE = new SynchronousQueue<>();

  static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("org.quartz.threadPool.threadCount", "1");
    settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
    scheduler
        .getListenerManager()
        .addJobListener(
            new JobListenerSupport() {
              @Override
              public String getName() {
                return "done";
              }

              @Override
              public void jobWasExecuted(JobExecutionContext context, JobExecutionException e) {
                put(context.getJobDetail().getKey() + " " + (e == null ? "well" : "not well"));
              }
            });
    scheduler.start();
    scheduler.scheduleJob(
        newJob(Report.class).withIdentity("report").build(), newTrigger().startNow().build());
    System.out.println(DONE.take());
    scheduler.scheduleJob(
        newJob(Broken.class).withIdentity("broken").build(), newTrigger().startNow().build());
    System.out.println(DONE.take());
    Web.request(
        "/trigger",
        () -> {
          scheduler.scheduleJob(
              newJob(Report.class).withIdentity("again").build(), newTrigger().startNow().build());
          return DONE.take();
        });
  }

  private static void put(String text) {
    try {
      DONE.put(text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A job. */
  public static final class Report implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      Child.query();
    }
  }

  /** Another. */
  public static final class Broken implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      throw new JobExecutionException("broken");
    }
  }
}
