/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

class RealStagingGuideTest extends GuideTest {
  RealStagingGuideTest() {
    super("realstaging");
  }

  /** Each is an image to be staged, which takes its time. */
  @Override
  int steps() {
    return 12;
  }
}
