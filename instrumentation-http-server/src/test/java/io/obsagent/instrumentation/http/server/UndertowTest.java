/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import app.Gate;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.servlet.DispatcherType;
import org.junit.jupiter.api.Test;

class UndertowTest extends ServletServerCases {
  private Undertow undertow;

  @Override
  int start() throws Exception {
    DeploymentInfo app =
        Servlets.deployment()
            .setClassLoader(UndertowTest.class.getClassLoader())
            .setContextPath("/app")
            .setDeploymentName("app")
            .addServlet(
                Servlets.servlet("probe", Probe.class).addMapping("/api/*").setAsyncSupported(true))
            .addServlet(
                Servlets.servlet("page", Page.class)
                    .addMappings("/exact", "*.do", "/error")
                    .setAsyncSupported(true))
            .addFilter(Servlets.filter("gate", Gate.class).setAsyncSupported(true))
            .addFilterUrlMapping("gate", "/*", DispatcherType.REQUEST)
            .addErrorPage(Servlets.errorPage("/error", 500))
            .addErrorPage(Servlets.errorPage("/error", 503));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(app);
    manager.deploy();
    undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(new PathHandler().addPrefixPath("/app", manager.start()))
            .build();
    undertow.start();
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  void stop() {
    undertow.stop();
  }

  @Test
  void aClientThatHangsUpEndsTheOperation() throws IOException {
    assertThat(status(hungUp())).isEqualTo(200);
  }
}
