/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;

/** What is woven in the tests of containers. */
final class Instrumentations {
  private Instrumentations() {}

  static InstrumentationModule[] all() {
    return new InstrumentationModule[] {
      new Jetty12Instrumentation(),
      new AsyncContextInstrumentation(),
      new HttpSessionInstrumentation(),
      new TomcatInstrumentation(),
      new JettyInstrumentation(),
      new UndertowInstrumentation(),
      new ServletInstrumentation(),
      new SpringMvcInstrumentation()
    };
  }
}
