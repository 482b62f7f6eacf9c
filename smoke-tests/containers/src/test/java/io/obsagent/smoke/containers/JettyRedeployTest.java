/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import org.junit.jupiter.api.Tag;

/** In Jetty. */
@Tag("long")
class JettyRedeployTest extends RedeployTest {
  JettyRedeployTest() {
    super(
        "example.host.JettyHost",
        "jetty-ee10-webapp",
        "jetty-ee10-servlet",
        "jetty-ee-webapp",
        "jetty-server",
        "jetty-session",
        "jetty-security",
        "jetty-http",
        "jetty-io",
        "jetty-util",
        "jetty-xml",
        "jakarta.servlet-api",
        "slf4j-api");
  }
}
