/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import org.junit.jupiter.api.Tag;

/** In the last Jetty for Java EE. */
@Tag("long")
class Jetty9RedeployTest extends JettyRedeployTest {
  Jetty9RedeployTest() {
    super("org.eclipse.jetty:jetty-webapp:9.4.58.v20250814", "org.eclipse.jetty", "javax");
  }
}
