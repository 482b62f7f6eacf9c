/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

/** In Tomcat. */
class TomcatRedeployTest extends RedeployTest {
  TomcatRedeployTest() {
    super("example.host.TomcatHost", "tomcat-embed-core", "tomcat-annotations-api");
  }
}
