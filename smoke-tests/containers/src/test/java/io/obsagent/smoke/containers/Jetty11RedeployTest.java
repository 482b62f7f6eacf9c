/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import org.junit.jupiter.api.Tag;

/** In the last Jetty that shares no code with Jetty 12. */
@Tag("long")
class Jetty11RedeployTest extends JettyRedeployTest {
  Jetty11RedeployTest() {
    super("org.eclipse.jetty:jetty-webapp:11.0.26", "org.eclipse.jetty", "jakarta");
  }
}
