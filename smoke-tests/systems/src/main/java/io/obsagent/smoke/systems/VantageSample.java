/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Sample;
import io.obsagent.smoke.harness.SampleSystem;
import java.util.List;

/** The publishing platform: Spring Boot, Hibernate on Tomcat JDBC, Jedis, Quartz, Stripe. */
public final class VantageSample implements Sample {
  @Override
  public String name() {
    return "vantage";
  }

  @Override
  public List<String> roles() {
    return List.of("api", "worker", "scheduler");
  }

  @Override
  public String description() {
    return "PostgreSQL and Redis, then the API, the worker that publishes and the scheduler";
  }

  @Override
  public SampleSystem start(Launch launch) {
    return Vantage.start(launch);
  }
}
