/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Sample;
import io.obsagent.smoke.harness.SampleSystem;
import java.util.List;

/** The sign studio: Javalin, jOOQ on Commons DBCP, Lettuce, Caffeine. */
public final class ApexSample implements Sample {
  @Override
  public String name() {
    return "apex";
  }

  @Override
  public List<String> roles() {
    return List.of("api", "worker");
  }

  @Override
  public String description() {
    return "PostgreSQL and Redis, then the studio's API and the worker that writes reports";
  }

  @Override
  public SampleSystem start(Launch launch) {
    return Apex.start(launch);
  }
}
