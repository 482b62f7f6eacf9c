/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.ToldJobs;
import org.jspecify.annotations.Nullable;

/** What methods call that are declared to be jobs, by the number of their site. */
final class JobAdvice {
  private JobAdvice() {}

  static @Nullable Object enter(int number) {
    SpanSite site = SpanSite.of(number);
    Operation job = ToldJobs.startDeclared(String.valueOf(site.span));
    return job == null ? null : job.attribute("code.function.name", site.function);
  }

  static @Nullable Object exit(
      @Nullable Object entered,
      @Nullable Object self,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (entered == null) {
      ToldJobs.triedDeclared(thrown);
      return null;
    }
    Operation job = (Operation) entered;
    ToldJobs.leaveDeclared(job);
    return SpanAdvice.left(job, new End(job), result, thrown);
  }

  /** As {@link #exit}, of a method whose result is no object, or tells of no end. */
  static void exitNow(
      @Nullable Object entered,
      @Nullable Object self,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    exit(entered, self, null, thrown);
  }

  /** The end of a call that is a job. */
  private static final class End implements Ending {
    private final Operation job;

    End(Operation job) {
      this.job = job;
    }

    @Override
    public Ending kept() {
      return this;
    }

    @Override
    public void ended(@Nullable Object result, @Nullable Throwable thrown) {
      ToldJobs.end(job, thrown == null ? null : Failure.unwrapped(thrown));
    }
  }
}
