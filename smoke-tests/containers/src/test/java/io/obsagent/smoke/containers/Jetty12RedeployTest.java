/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import org.junit.jupiter.api.Tag;

/** In the Jetty that this module is compiled against. */
@Tag("long")
class Jetty12RedeployTest extends JettyRedeployTest {
  Jetty12RedeployTest() {
    super("org.eclipse.jetty.ee10:jetty-ee10-webapp:12.1.12", "org.eclipse.jetty.ee10", "jakarta");
  }
}
