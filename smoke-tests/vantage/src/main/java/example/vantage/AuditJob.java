/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Fails while there are drafts, as somebody must look at them. */
public class AuditJob implements Job {
  private final PostRepository posts;

  AuditJob(PostRepository posts) {
    this.posts = posts;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    long drafts = posts.countByStatus("draft");
    if (drafts > 0) {
      throw new JobExecutionException(drafts + " drafts are left");
    }
  }
}
