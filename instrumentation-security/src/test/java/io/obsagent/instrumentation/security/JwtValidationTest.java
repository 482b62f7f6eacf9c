/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JwtValidationTest {
  @Test
  void exceptionsOfJjwtHaveReasons() {
    assertThat(jjwt("ExpiredJwtException")).isEqualTo("expired");
    assertThat(jjwt("PrematureJwtException")).isEqualTo("not_yet_valid");
    assertThat(jjwt("SignatureException")).isEqualTo("signature");
    assertThat(jjwt("MalformedJwtException")).isEqualTo("malformed");
    assertThat(jjwt("UnsupportedJwtException")).isEqualTo("unsupported");
  }

  @Test
  void exceptionsOfJavaJwtHaveReasons() {
    assertThat(javaJwt("TokenExpiredException")).isEqualTo("expired");
    assertThat(javaJwt("SignatureVerificationException")).isEqualTo("signature");
    assertThat(javaJwt("JWTDecodeException")).isEqualTo("malformed");
    assertThat(javaJwt("AlgorithmMismatchException")).isEqualTo("unsupported");
  }

  @Test
  void anyOtherExceptionIsAnotherReason() {
    assertThat(JwtValidation.reason(new IllegalStateException())).isEqualTo("other");
  }

  @Test
  void registeredClaimsHaveReasons() {
    assertThat(JwtValidation.reasonOfClaim("iss")).isEqualTo("issuer");
    assertThat(JwtValidation.reasonOfClaim("aud")).isEqualTo("audience");
    assertThat(JwtValidation.reasonOfClaim("nbf")).isEqualTo("not_yet_valid");
    assertThat(JwtValidation.reasonOfClaim("exp")).isEqualTo("expired");
    assertThat(JwtValidation.reasonOfClaim("tenant")).isEqualTo("other");
    assertThat(JwtValidation.reasonOfClaim(null)).isEqualTo("other");
  }

  @Test
  void blankTextIsAMissingToken() {
    assertThat(JwtValidation.isMissing(null)).isTrue();
    assertThat(JwtValidation.isMissing("")).isTrue();
    assertThat(JwtValidation.isMissing(" \t")).isTrue();
    assertThat(JwtValidation.isMissing("x")).isFalse();
    assertThat(JwtValidation.isMissing(new Object())).isFalse();
  }

  @Test
  void aTokenThatEndsWithItsLastPeriodIsUnsecured() {
    assertThat(JwtValidation.isUnsecured("e30.e30.")).isTrue();
    assertThat(JwtValidation.isUnsecured("e30.e30.c2ln")).isFalse();
    assertThat(JwtValidation.isUnsecured("")).isFalse();
    assertThat(JwtValidation.isUnsecured(null)).isFalse();
  }

  private static String jjwt(String exception) {
    return JwtValidation.reasonOfClass("io.jsonwebtoken." + exception);
  }

  private static String javaJwt(String exception) {
    return JwtValidation.reasonOfClass("com.auth0.jwt.exceptions." + exception);
  }
}
