/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What is to be seen of a validation. */
final class Seen {
  private final Agent agent;

  Seen(Agent agent) {
    this.agent = agent;
  }

  /** Runs a validation inside a request; the request's span is returned, which must be fine. */
  SpanData inRequest(ThrowingCallable validation) {
    assertThatCode(
            () ->
                agent.request(
                    "request", () -> assertThatCode(validation).doesNotThrowAnyException()))
        .doesNotThrowAnyException();
    SpanData span = agent.span("request");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    return span;
  }

  /** The one validation succeeded. */
  void valid() {
    assertThat(span().getAttributes().get(stringKey("auth.jwt.outcome"))).isEqualTo("valid");
    agent.metric("jwt_validation_failures_total").hasValue(0);
  }

  /**
   * The one validation fails for a reason, with an exception that reaches the caller and whose
   * message is not recorded.
   */
  void invalid(String reason, ThrowingCallable validation) {
    Throwable[] thrown = new Throwable[1];
    SpanData request = inRequest(() -> thrown[0] = catchThrowable(validation));
    assertThat(thrown[0]).isNotNull();
    SpanData span = span();
    assertThat(span.getAttributes().asMap())
        .containsEntry(stringKey("auth.jwt.outcome"), "invalid")
        .containsEntry(stringKey("auth.jwt.reason"), reason)
        .containsEntry(stringKey("error.type"), thrown[0].getClass().getName())
        .doesNotContainKey(stringKey("user.id"));
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    if (!thrown[0].getClass().getName().startsWith("java.")) {
      assertThat(span.getAttributes() + "" + span.getEvents() + span.getStatus())
          .doesNotContain(thrown[0].getMessage());
    }
    assertThat(request.getAttributes().get(stringKey("user.id"))).isNull();
    agent.metric("jwt_validation_failures_total").hasValue(1);
    agent.metric("jwt_validation_failures_total").with("reason", reason).hasValue(1);
  }

  /** The one validation. */
  SpanData span() {
    SpanData span = agent.span("jwt validate");
    assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
    return span;
  }
}
