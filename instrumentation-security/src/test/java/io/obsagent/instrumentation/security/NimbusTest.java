/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import static io.obsagent.instrumentation.security.Tokens.KEY;
import static io.obsagent.instrumentation.security.Tokens.NOW;
import static io.obsagent.instrumentation.security.Tokens.OTHER_KEY;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NimbusTest {
  @RegisterExtension static final Agent agent = Agent.with(new NimbusInstrumentation());

  private static final String ALICE = "{\"sub\":\"alice\"}";

  private final Seen seen = new Seen(agent);

  private static JWTClaimsSet process(String token) throws Exception {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(secret(KEY))));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            "api", new JWTClaimsSet.Builder().issuer("us").build(), Set.of()));
    return processor.process(token, null);
  }

  private static byte[] secret(String key) {
    return key.getBytes(UTF_8);
  }

  private static String claims(String more) {
    return "{\"iss\":\"us\",\"aud\":\"api\"" + more + "}";
  }

  @Test
  void theSubjectOfAValidTokenIsTheUserOfTheRequest() {
    SpanData request =
        seen.inRequest(() -> process(Tokens.signed(claims(",\"sub\":\"alice\""), KEY)));
    assertThat(agent.trace()).isEqualTo("SERVER request\n  INTERNAL jwt validate");
    seen.valid();
    assertThat(seen.span().getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
    assertThat(request.getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
  }

  @Test
  void anExpiredTokenIsInvalid() {
    seen.invalid("expired", () -> process(Tokens.signed(claims(",\"exp\":" + (NOW - 600)), KEY)));
  }

  @Test
  void aTokenThatIsNotYetValidIsInvalid() {
    seen.invalid(
        "not_yet_valid", () -> process(Tokens.signed(claims(",\"nbf\":" + (NOW + 600)), KEY)));
  }

  @Test
  void aTokenOfAnotherIssuerIsInvalid() {
    seen.invalid("issuer", () -> process(Tokens.signed("{\"iss\":\"them\",\"aud\":\"api\"}", KEY)));
  }

  @Test
  void aTokenForOthersIsInvalid() {
    seen.invalid("audience", () -> process(Tokens.signed("{\"iss\":\"us\",\"aud\":\"web\"}", KEY)));
  }

  @Test
  void aTokenSignedByOthersIsInvalid() {
    seen.invalid("signature", () -> process(Tokens.signed(claims(""), OTHER_KEY)));
  }

  @Test
  void whatIsNoTokenIsMalformed() {
    seen.invalid("malformed", () -> process("nothing.like.it"));
  }

  @Test
  void verifyingASignatureIsAValidation() {
    SpanData request =
        seen.inRequest(
            () ->
                assertThat(
                        SignedJWT.parse(Tokens.signed(ALICE, KEY))
                            .verify(new MACVerifier(secret(KEY))))
                    .isTrue());
    seen.valid();
    assertThat(request.getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
  }

  @Test
  void aSignatureThatDoesNotHoldIsInvalidWithoutAnException() {
    seen.inRequest(
        () ->
            assertThat(
                    SignedJWT.parse(Tokens.signed(ALICE, OTHER_KEY))
                        .verify(new MACVerifier(secret(KEY))))
                .isFalse());
    assertThat(seen.span().getAttributes().asMap())
        .containsEntry(stringKey("auth.jwt.outcome"), "invalid")
        .containsEntry(stringKey("auth.jwt.reason"), "signature");
    agent.metric("jwt_validation_failures_total").with("reason", "signature").hasValue(1);
  }
}
