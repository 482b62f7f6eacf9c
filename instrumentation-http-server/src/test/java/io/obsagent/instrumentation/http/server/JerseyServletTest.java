/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.ServletInfo;
import org.glassfish.jersey.servlet.ServletContainer;

class JerseyServletTest extends JaxRsCases {
  @Override
  ServletInfo servlet() {
    return Servlets.servlet("rest", ServletContainer.class)
        .addInitParam("jersey.config.server.wadl.disableWadl", "true");
  }
}
