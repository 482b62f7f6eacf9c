/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Puts posts that wait for a second attempt into the queue again. */
public class RetryJob implements Job {
  private final PostRepository posts;
  private final PublishQueue queue;

  RetryJob(PostRepository posts, PublishQueue queue) {
    this.posts = posts;
    this.queue = queue;
  }

  @Override
  public void execute(JobExecutionContext context) {
    for (Post post : posts.findTop10ByStatusOrderById("retry")) {
      queue.put(post.getId());
    }
  }
}
