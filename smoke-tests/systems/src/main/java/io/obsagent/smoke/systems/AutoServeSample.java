/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Sample;
import io.obsagent.smoke.harness.SampleSystem;
import java.util.List;

/** AutoServe among the sample systems. */
public final class AutoServeSample implements Sample {
  @Override
  public String name() {
    return "autoserve";
  }

  @Override
  public List<String> roles() {
    return AutoServe.ROLES;
  }

  @Override
  public String description() {
    return "PostgreSQL and Redis, then backend, worker and scaling controller";
  }

  @Override
  public SampleSystem start(Launch launch) {
    return AutoServe.start(launch);
  }
}
