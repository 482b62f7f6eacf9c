/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import org.jspecify.annotations.Nullable;

/**
 * Why nimbus-jose-jwt and Spring Security reject a token. For much of it they have one exception
 * whose message alone tells, and which has stayed as it is through their versions.
 */
final class NimbusReasons {
  private static final int MOST_CAUSES = 5;

  private NimbusReasons() {}

  /** The reason of an exception or of what caused it. */
  static String of(Throwable error) {
    Throwable cause = error;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      String reason = JwtValidation.reason(cause);
      if (reason.equals(JwtValidation.OTHER)) {
        reason = of(cause.getMessage());
      }
      if (!reason.equals(JwtValidation.OTHER)) {
        return reason;
      }
      cause = cause.getCause();
    }
    return JwtValidation.OTHER;
  }

  /** The reason that a message tells. */
  static String of(@Nullable String message) {
    if (message == null) {
      return JwtValidation.OTHER;
    }
    if (message.contains("Expired JWT") || message.contains("Jwt expired")) {
      return JwtValidation.EXPIRED;
    }
    if (message.contains("JWT before use time") || message.contains("Jwt used before")) {
      return JwtValidation.NOT_YET_VALID;
    }
    if (message.contains("JWT \"iss\"")
        || message.contains("JWT iss")
        || message.contains("iss claim")) {
      return JwtValidation.ISSUER;
    }
    if (message.contains("JWT \"aud\"")
        || message.contains("JWT aud")
        || message.contains("required audience")
        || message.contains("aud claim")) {
      return JwtValidation.AUDIENCE;
    }
    if (message.contains("Invalid signature") || message.contains("no matching key")) {
      return JwtValidation.SIGNATURE;
    }
    if (message.contains("Unsupported") || message.contains("Unsecured")) {
      return JwtValidation.UNSUPPORTED;
    }
    return message.contains("Malformed") ? JwtValidation.MALFORMED : JwtValidation.OTHER;
  }
}
