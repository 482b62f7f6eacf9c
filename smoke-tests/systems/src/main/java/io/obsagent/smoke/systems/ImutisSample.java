/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Sample;
import io.obsagent.smoke.harness.SampleSystem;
import java.util.List;

/** AI-IMUTIS among the sample systems. */
public final class ImutisSample implements Sample {
  @Override
  public String name() {
    return "imutis";
  }

  @Override
  public List<String> roles() {
    return List.of(Imutis.API);
  }

  @Override
  public String description() {
    return "PostgreSQL and Redis, then the API for travel bookings";
  }

  @Override
  public SampleSystem start(Launch launch) {
    return Imutis.start(launch);
  }
}
