/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.util.List;
import java.util.Map;

/** A sample system that can be started. Stateless. */
public interface Sample {
  /** Its name, which is also that of its catalogue. */
  String name();

  /** What its JVMs are, in the order in which they are told of; the jobs of its Prometheus. */
  List<String> roles();

  /** What it runs on and does, for a person, in half a sentence. */
  String description();

  /** Further settings of the agent as names and values; none unless told. */
  default Map<String, String> settings() {
    return Map.of();
  }

  /** Starts servers and JVMs and waits until all are ready. */
  SampleSystem start(Launch launch);
}
