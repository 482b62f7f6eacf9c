/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

class ImutisGuideTest extends GuideTest {
  ImutisGuideTest() {
    super("imutis");
  }
}
