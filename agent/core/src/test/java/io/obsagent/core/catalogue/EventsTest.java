/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Event;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.AuthFailure;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.RateLimit;
import io.opentelemetry.context.Context;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events as sources of rules. */
class EventsTest {
  private static final String REJECTED =
      """
      metrics:
        rejected_total:
          type: counter
          on: event ratelimit.rejected
          labels: {identifier: identifier, by: limiter}
      """;

  @TempDir Path folder;

  private InstalledRules rules;

  @AfterEach
  void close() {
    if (rules != null) {
      rules.close();
    }
  }

  @Test
  void anEventIsCountedWithItsFields() {
    rules = InstalledRules.of(folder, REJECTED);
    RateLimit.rejected("plans", "bucket4j");
    assertThat(rules.series("rejected_total"))
        .isEqualTo(Map.of("{by=bucket4j, identifier=plans}", 1.0));
  }

  @Test
  void anEventThatNobodyAsksForIsNotMade() {
    rules = InstalledRules.of(folder, REJECTED);
    assertThat(Event.of(RateLimit.TYPE)).isNotNull();
    assertThat(Event.of(AuthFailure.TYPE)).isNull();
  }

  @Test
  void anAnswerIsTheRejectionThatALibraryHasToldOf() {
    rules = InstalledRules.of(folder, REJECTED);
    Operation request = request();
    RateLimit.rejected(null, "bucket4j");
    RateLimit.answered(request);
    request.end();
    assertThat(rules.series("rejected_total"))
        .isEqualTo(Map.of("{by=bucket4j, identifier=/plans}", 1.0));
  }

  @Test
  void anAnswerIsARejectionWhereNoLibraryHasTold() {
    rules = InstalledRules.of(folder, REJECTED);
    Operation request = request();
    RateLimit.answered(request);
    request.set(HttpServer.ROUTE, null);
    RateLimit.answered(request);
    request.set(HttpServer.USER_ID, "u1");
    RateLimit.answered(request);
    request.end();
    assertThat(rules.series("rejected_total"))
        .isEqualTo(
            Map.of(
                "{by=http, identifier=/plans}", 1.0,
                "{by=http, identifier=anonymous}", 1.0,
                "{by=http, identifier=user}", 1.0));
  }

  private static final String FAILED =
      """
      metrics:
        auth_failures_total:
          type: counter
          on: event auth.failure
          labels: {error: error, route: route}
      """;

  @Test
  void aRequestFailsToAuthenticateOnceWhoeverTells() {
    rules = InstalledRules.of(folder, FAILED);
    Operation request = request();
    AuthFailure.checked("expired");
    AuthFailure.checked("signature");
    AuthFailure.answered(request, 401);
    request.end();
    assertThat(rules.series("auth_failures_total"))
        .isEqualTo(Map.of("{error=signature, route=/plans}", 1.0));
  }

  @Test
  void anAnswerOf401AloneIsAFailure() {
    rules = InstalledRules.of(folder, FAILED);
    Operation request = request();
    AuthFailure.answered(request, 401);
    AuthFailure.answered(request, 200);
    request.end();
    assertThat(rules.series("auth_failures_total"))
        .isEqualTo(Map.of("{error=unauthorized, route=/plans}", 1.0));
  }

  @Test
  void aTokenThatHoldsInTheEndIsNoFailure() {
    rules = InstalledRules.of(folder, FAILED);
    Operation request = request();
    AuthFailure.checked("signature");
    AuthFailure.checked(null);
    AuthFailure.answered(request, 200);
    request.end();
    AuthFailure.checked("expired");
    assertThat(rules.series("auth_failures_total"))
        .isEqualTo(Map.of("{error=expired, route=unknown}", 1.0));
  }

  @Test
  void anUnknownEventIsToldWithTheNearestName() {
    assertThat(
            InstalledRules.problems(
                folder, "metrics: {a_total: {type: counter, on: event ratelimit.rejcted}}"))
        .containsExactly(
            "rules.yaml:1:46: error: 'ratelimit.rejcted' is not an event. Did you mean"
                + " 'ratelimit.rejected'?");
  }

  private static Operation request() {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    assertThat(request).isNotNull();
    return request.set(HttpServer.ROUTE, "/plans");
  }
}
