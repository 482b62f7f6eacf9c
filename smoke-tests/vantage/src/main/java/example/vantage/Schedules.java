/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** What runs when. */
@Configuration
@Profile("scheduler")
class Schedules {
  @Bean
  JobDetail retry() {
    return JobBuilder.newJob(RetryJob.class).withIdentity("retry").storeDurably().build();
  }

  @Bean
  Trigger retryEverySecond(JobDetail retry) {
    return everySecond(retry);
  }

  @Bean
  JobDetail audit() {
    return JobBuilder.newJob(AuditJob.class).withIdentity("audit").storeDurably().build();
  }

  @Bean
  Trigger auditEverySecond(JobDetail audit) {
    return everySecond(audit);
  }

  private static Trigger everySecond(JobDetail job) {
    return TriggerBuilder.newTrigger()
        .forJob(job)
        .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(1))
        .build();
  }
}
