/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.demo;

import io.obsagent.smoke.realstaging.NewImage;
import io.obsagent.smoke.realstaging.Scenario;
import io.obsagent.smoke.realstaging.Traced;
import io.obsagent.smoke.realstaging.Traffic;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs a sample system under the agent and shows the traces, metrics and log lines it got. {@code
 * [SYSTEM] [--seconds N] [--otlp URL]}.
 */
public final class Demo {
  private static final double REQUESTS_PER_SECOND = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Demo() {}

  /** Exit status 0 when all went well, 2 for a wrong option. */
  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage());
      System.err.println(Options.USAGE);
      System.exit(2);
      return;
    }
    if (options.help()) {
      System.out.println(Options.USAGE);
      return;
    }
    say(
        "starting PostgreSQL, Redis, S3 and a stand-in for Replicate, then the image API and the worker under the agent …");
    long began = System.nanoTime();
    try (Traced traced = Traced.start(Path.of(System.getProperty("java.home")), options.otlp())) {
      System.out.println("metrics: api " + traced.apiMetrics());
      System.out.println("metrics: worker " + traced.workerMetrics());
      say("all is up after " + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
      run(traced, options.seconds());
    }
    System.exit(0);
  }

  private static void run(Traced traced, long seconds) throws InterruptedException {
    Report report = new Report(traced);
    say("one image, from the request to its result …");
    traced.system().submitImage(NewImage.good());
    String traces = report.traces(PATIENCE);
    if (seconds > 0) {
      say("traffic of all kinds, failures included, for " + seconds + " s …");
      try (Traffic traffic = Traffic.start(traced.system(), REQUESTS_PER_SECOND)) {
        Thread.sleep(seconds * 1000);
      }
    } else {
      say("and " + Scenario.values().length + " ways in which it goes well or badly …");
      traced.system().runAll();
    }
    System.out.println(traces);
    System.out.println(report.metrics());
    System.out.println(report.logLines());
  }

  private static void say(String what) {
    System.out.println("demo: " + what);
    System.out.flush();
  }
}
