/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Sample;
import io.obsagent.smoke.harness.SampleSystem;
import java.util.List;

/** Real Staging among the sample systems. */
public final class RealStagingSample implements Sample {
  @Override
  public String name() {
    return "realstaging";
  }

  @Override
  public List<String> roles() {
    return List.of("api", "worker");
  }

  @Override
  public String description() {
    return "PostgreSQL, Redis, S3 and a stand-in for Replicate, then the image API and the worker";
  }

  @Override
  public SampleSystem start(Launch launch) {
    return RealStaging.builder().launch(launch).start();
  }
}
