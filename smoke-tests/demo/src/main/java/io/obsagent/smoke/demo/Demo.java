/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.demo;

import io.obsagent.smoke.harness.Observed;
import io.obsagent.smoke.harness.Sample;
import io.obsagent.smoke.harness.Traffic;
import java.time.Duration;

/**
 * Runs a sample system under the agent and shows the traces, metrics and log lines it got. {@code
 * [SYSTEM] [--seconds N] [--otlp URL]}.
 */
public final class Demo {
  private static final double STEPS_PER_SECOND = 6;

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
    Sample sample = options.sample();
    say("starting " + sample.description() + " under the agent …");
    long began = System.nanoTime();
    Observed.Options how = new Observed.Options().next(options.otlp()).scrapable(Demo::tellMetrics);
    try (Observed observed = Observed.start(sample, how)) {
      say("all is up after " + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
      run(observed, options.seconds());
    }
    System.exit(0);
  }

  private static void tellMetrics(String role, String url) {
    System.out.println("metrics: " + role + " " + url);
    System.out.flush();
  }

  private static void run(Observed observed, long seconds) throws InterruptedException {
    Report report = new Report(observed);
    say("one piece of work, from the request to its result …");
    observed.system().good();
    String traces = report.traces();
    if (seconds > 0) {
      say("traffic of all kinds, failures included, for " + seconds + " s …");
      try (Traffic traffic = Traffic.start(observed.system(), STEPS_PER_SECOND)) {
        Thread.sleep(seconds * 1000);
        say(traffic.steps() + " steps done");
      }
    } else {
      say("and every way in which it goes well or badly …");
      observed.system().round();
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
