/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import static io.obsagent.instrumentation.security.Tokens.KEY;
import static io.obsagent.instrumentation.security.Tokens.NOW;
import static io.obsagent.instrumentation.security.Tokens.OTHER_KEY;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JavaJwtTest {
  @RegisterExtension static final Agent agent = Agent.with(new JavaJwtInstrumentation());

  private static final String ALICE = "{\"sub\":\"alice\"}";

  private final Seen seen = new Seen(agent);

  @Test
  void theSubjectOfAValidTokenIsTheUserOfTheRequest() {
    SpanData request = seen.inRequest(() -> verify(Tokens.signed(ALICE, KEY)));
    assertThat(agent.trace()).isEqualTo("SERVER request\n  INTERNAL jwt validate");
    seen.valid();
    assertThat(seen.span().getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
    assertThat(request.getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
  }

  @Test
  void aTokenDecodedBeforeMayBeVerified() throws Throwable {
    Object verifier = verifier();
    Object decoded = Reflect.call(JWT.class, "decode", Tokens.signed(ALICE, KEY));
    assumeThat(Reflect.has(verifier.getClass(), "verify", decoded)).isTrue();
    SpanData request = seen.inRequest(() -> Reflect.call(verifier, "verify", decoded));
    seen.valid();
    assertThat(request.getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
  }

  @Test
  void decodingIsNoValidation() {
    SpanData request =
        seen.inRequest(() -> Reflect.call(JWT.class, "decode", Tokens.signed(ALICE, KEY)));
    assertThat(agent.trace()).isEqualTo("SERVER request");
    assertThat(request.getAttributes().get(stringKey("user.id"))).isNull();
  }

  @Test
  void anExpiredTokenIsInvalid() {
    seen.invalid("expired", () -> verify(Tokens.signed("{\"exp\":" + (NOW - 60) + "}", KEY)));
  }

  @Test
  void aTokenOfTheFutureIsInvalid() {
    seen.invalid("not_yet_valid", () -> verify(Tokens.signed("{\"nbf\":" + (NOW + 60) + "}", KEY)));
  }

  @Test
  void aTokenSignedWithAnotherKeyIsInvalid() {
    seen.invalid("signature", () -> verify(Tokens.signed(ALICE, OTHER_KEY)));
  }

  @Test
  void aTokenSignedByAnotherAlgorithmIsUnsupported() {
    seen.invalid("unsupported", () -> verify(Tokens.signed("HS512", "HmacSHA512", ALICE, KEY)));
  }

  @Test
  void whatIsNoTokenIsMalformed() {
    seen.invalid("malformed", () -> verify("nonsense"));
  }

  @Test
  void aTokenOfAnotherIssuerIsInvalid() {
    seen.invalid(
        "issuer",
        () ->
            Reflect.call(
                verifier("withIssuer", "us"), "verify", Tokens.signed("{\"iss\":\"them\"}", KEY)));
  }

  @Test
  void aTokenForAnotherAudienceIsInvalid() {
    seen.invalid(
        "audience",
        () ->
            Reflect.call(
                verifier("withAudience", "us"),
                "verify",
                Tokens.signed("{\"aud\":\"them\"}", KEY)));
  }

  @Test
  void aTokenThatLacksAClaimOfTheApplicationIsInvalid() {
    seen.invalid(
        "other",
        () -> Reflect.call(verifier("withJWTId", "7"), "verify", Tokens.signed(ALICE, KEY)));
  }

  @Test
  void aBlankTokenIsMissing() {
    seen.invalid("missing", () -> verify(" "));
  }

  @Test
  void noTokenIsMissing() {
    seen.invalid("missing", () -> verify(null));
  }

  private static void verify(String token) throws Throwable {
    JWTVerifier verifier = (JWTVerifier) verifier();
    verifier.verify(token);
  }

  private static Object verifier() throws Throwable {
    return Reflect.call(Reflect.call(JWT.class, "require", Algorithm.HMAC256(KEY)), "build");
  }

  private static Object verifier(String requirement, String value) throws Throwable {
    Object verification = Reflect.call(JWT.class, "require", Algorithm.HMAC256(KEY));
    return Reflect.call(Reflect.call(verification, requirement, value), "build");
  }
}
