/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

class VantageGuideTest extends GuideTest {
  VantageGuideTest() {
    super("vantage");
  }
}
