/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

class AutoServeGuideTest extends GuideTest {
  AutoServeGuideTest() {
    super("autoserve");
  }
}
