/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import javax.servlet.ServletException;
import org.junit.jupiter.api.Test;

class CausesTest {
  private static final class Nested extends ServletException {
    private static final long serialVersionUID = 1;

    Nested(Throwable cause) {
      super("nested", cause);
    }
  }

  private final Exception inner = new IllegalStateException("inner");

  @Test
  void servletExceptionsAreTakenOff() {
    assertThat(Causes.of(new ServletException(new Nested(inner)))).isSameAs(inner);
  }

  @Test
  void aServletExceptionWithoutACauseStays() {
    ServletException alone = new ServletException("alone");
    assertThat(Causes.of(alone)).isSameAs(alone);
  }

  @Test
  void otherExceptionsStay() {
    RuntimeException outer = new RuntimeException(inner);
    assertThat(Causes.of(outer)).isSameAs(outer);
  }

  @Test
  void anEndlessChainEnds() {
    ServletException first = new ServletException("first");
    ServletException second = new ServletException("second", first);
    first.initCause(second);
    assertThat(Causes.of(first)).isInstanceOf(ServletException.class);
  }
}
