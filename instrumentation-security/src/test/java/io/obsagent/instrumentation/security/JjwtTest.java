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

import io.jsonwebtoken.Jwts;
import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JjwtTest {
  @RegisterExtension static final Agent agent = Agent.with(new JjwtInstrumentation());

  private static final String ALICE = "{\"sub\":\"alice\"}";

  private final Seen seen = new Seen(agent);

  @Test
  void theSubjectOfAValidTokenIsTheUserOfTheRequest() {
    SpanData request = seen.inRequest(() -> claims(Tokens.signed(ALICE, KEY)));
    assertThat(agent.trace()).isEqualTo("SERVER request\n  INTERNAL jwt validate");
    seen.valid();
    assertThat(seen.span().getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
    assertThat(request.getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
  }

  @Test
  void aSignedTokenMayBeParsedWithoutSayingOfWhatKindItIs() {
    SpanData request =
        seen.inRequest(() -> Reflect.call(parser(), "parse", Tokens.signed(ALICE, KEY)));
    seen.valid();
    assertThat(request.getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
  }

  @Test
  void aValidTokenNeedsNoSubject() {
    SpanData request = seen.inRequest(() -> claims(Tokens.signed("{\"a\":1}", KEY)));
    seen.valid();
    assertThat(request.getAttributes().get(stringKey("user.id"))).isNull();
  }

  @Test
  void anExpiredTokenIsInvalid() {
    seen.invalid("expired", () -> claims(Tokens.signed("{\"exp\":" + (NOW - 60) + "}", KEY)));
  }

  @Test
  void aTokenOfTheFutureIsInvalid() {
    seen.invalid("not_yet_valid", () -> claims(Tokens.signed("{\"nbf\":" + (NOW + 60) + "}", KEY)));
  }

  @Test
  void aTokenSignedWithAnotherKeyIsInvalid() {
    seen.invalid("signature", () -> claims(Tokens.signed(ALICE, OTHER_KEY)));
  }

  @Test
  void whatIsNoTokenIsMalformed() {
    seen.invalid("malformed", () -> claims("nonsense"));
  }

  @Test
  void anUnsecuredTokenWhereASignedOneIsDueIsUnsupported() {
    seen.invalid("unsupported", () -> claims(Tokens.unsecured(ALICE)));
  }

  @Test
  void aTokenOfAnotherIssuerIsInvalid() {
    seen.invalid(
        "issuer",
        () ->
            Reflect.call(
                parser("requireIssuer", "us"),
                "parseClaimsJws",
                Tokens.signed("{\"iss\":\"them\"}", KEY)));
  }

  @Test
  void aTokenWithoutIssuerIsInvalid() {
    seen.invalid(
        "issuer",
        () ->
            Reflect.call(
                parser("requireIssuer", "us"), "parseClaimsJws", Tokens.signed(ALICE, KEY)));
  }

  @Test
  void aTokenForAnotherAudienceIsInvalid() {
    seen.invalid(
        "audience",
        () ->
            Reflect.call(
                parser("requireAudience", "us"),
                "parseClaimsJws",
                Tokens.signed("{\"aud\":\"them\"}", KEY)));
  }

  @Test
  void aTokenThatLacksAClaimOfTheApplicationIsInvalid() {
    seen.invalid(
        "other",
        () -> Reflect.call(parser("requireId", "7"), "parseClaimsJws", Tokens.signed(ALICE, KEY)));
  }

  @Test
  void aBlankTokenIsMissing() {
    seen.invalid("missing", () -> claims(" "));
  }

  @Test
  void noTokenIsMissing() {
    seen.invalid("missing", () -> claims(null));
  }

  @Test
  void noTokenIsMissingWhateverKindIsDue() {
    seen.invalid("missing", () -> Reflect.call(parser(), "parse", ""));
  }

  @Test
  void readingAnUnsecuredTokenIsNoValidation() {
    SpanData request =
        seen.inRequest(
            () -> {
              Object builder = Reflect.call(Jwts.class, "parser");
              if (Reflect.has(builder.getClass(), "unsecured")) {
                Reflect.call(builder, "unsecured");
              }
              Reflect.call(built(builder), "parseClaimsJwt", Tokens.unsecured(ALICE));
            });
    assertThat(agent.trace()).isEqualTo("SERVER request");
    assertThat(request.getAttributes().get(stringKey("user.id"))).isNull();
  }

  @Test
  void aSignedTokenWhereAnUnsecuredOneIsDueIsUnsupported() {
    seen.invalid(
        "unsupported", () -> Reflect.call(parser(), "parseClaimsJwt", Tokens.signed(ALICE, KEY)));
  }

  @Test
  void anUnsecuredTokenThatIsRejectedIsInvalid() {
    seen.invalid(
        "expired",
        () -> {
          Object builder = Reflect.call(Jwts.class, "parser");
          if (Reflect.has(builder.getClass(), "unsecured")) {
            Reflect.call(builder, "unsecured");
          }
          String token = Tokens.unsecured("{\"exp\":" + (NOW - 60) + "}");
          Reflect.call(built(builder), "parseClaimsJwt", token);
        });
  }

  private static void claims(String token) throws Throwable {
    Reflect.call(parser(), "parseClaimsJws", token);
  }

  private static Object parser() throws Throwable {
    return built(Reflect.call(Reflect.call(Jwts.class, "parser"), "setSigningKey", key()));
  }

  private static Object parser(String requirement, String value) throws Throwable {
    Object builder = Reflect.call(Reflect.call(Jwts.class, "parser"), "setSigningKey", key());
    return built(Reflect.call(builder, requirement, value));
  }

  private static byte[] key() {
    return KEY.getBytes(UTF_8);
  }

  /** Since 0.12 parsers are built. */
  private static Object built(Object builder) throws Throwable {
    return Reflect.has(builder.getClass(), "build") ? Reflect.call(builder, "build") : builder;
  }
}
