/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.AuthFailure;
import io.obsagent.core.vocabulary.AuthJwt;
import io.obsagent.core.vocabulary.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * What the validation of a token is, whatever library does it: an operation that ends valid, with a
 * subject, or invalid for one of few reasons. Neither tokens nor messages of exceptions are
 * recorded. Free of the libraries' types.
 */
final class JwtValidation {
  static final String EXPIRED = "expired";
  static final String SIGNATURE = "signature";
  static final String MALFORMED = "malformed";
  static final String ISSUER = "issuer";
  static final String AUDIENCE = "audience";
  static final String NOT_YET_VALID = "not_yet_valid";
  static final String UNSUPPORTED = "unsupported";
  static final String MISSING = "missing";
  static final String OTHER = "other";

  private JwtValidation() {}

  /** Starts a validation; null inside another one. */
  static @Nullable Operation start() {
    Operation operation = Operation.start(AuthJwt.TYPE);
    return operation == null ? null : operation.name("jwt validate");
  }

  /**
   * Notes whom a token that was verified is about, for the validation that is going on.
   *
   * @param subject null when the token names none
   */
  static void subject(@Nullable String subject) {
    Operation operation = Operation.current(AuthJwt.TYPE);
    if (operation != null) {
      operation.set(AuthJwt.SUBJECT, subject);
    }
  }

  /** Ends a validation that succeeded; the request that is being served is now the subject's. */
  static void valid(Operation operation) {
    Operation request = Operation.current(HttpServer.TYPE);
    Object subject = operation.get(AuthJwt.SUBJECT);
    if (request != null && subject != null) {
      request.set(HttpServer.USER_ID, subject);
    }
    AuthFailure.checked(null);
    operation.set(AuthJwt.RESULT, "valid").end();
  }

  /**
   * Ends a validation that failed.
   *
   * @param reason one of the constants of this class
   */
  static void invalid(Operation operation, String reason, Throwable error) {
    AuthFailure.checked(reason);
    operation
        .set(AuthJwt.RESULT, "invalid")
        .set(AuthJwt.REASON, reason)
        .set(AuthJwt.SUBJECT, null)
        .fail(error)
        .end();
  }

  /** Ends a validation that failed, which its caller is told without an exception. */
  static void invalid(Operation operation, String reason) {
    AuthFailure.checked(reason);
    operation
        .set(AuthJwt.RESULT, "invalid")
        .set(AuthJwt.REASON, reason)
        .set(AuthJwt.SUBJECT, null)
        .fail(reason)
        .end();
  }

  /** Whether there is nothing to validate; false for a token that is no text. */
  static boolean isMissing(@Nullable Object token) {
    if (token == null) {
      return true;
    }
    if (!(token instanceof CharSequence)) {
      return false;
    }
    CharSequence text = (CharSequence) token;
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a token has an empty signature, so that nobody vouches for it. */
  static boolean isUnsecured(@Nullable Object token) {
    if (!(token instanceof CharSequence)) {
      return false;
    }
    CharSequence text = (CharSequence) token;
    return text.length() > 0 && text.charAt(text.length() - 1) == '.';
  }

  /** The reason when a claim is not what it should be. */
  static String reasonOfClaim(@Nullable String claim) {
    if (claim == null) {
      return OTHER;
    }
    switch (claim) {
      case "iss":
        return ISSUER;
      case "aud":
        return AUDIENCE;
      case "exp":
        return EXPIRED;
      case "nbf":
        return NOT_YET_VALID;
      default:
        return OTHER;
    }
  }

  /** The reason that an exception's class, or the nearest of its superclasses, stands for. */
  static String reason(Throwable error) {
    Class<?> type = error.getClass();
    while (type != null) {
      String reason = reasonOfClass(type.getName());
      if (reason != null) {
        return reason;
      }
      type = type.getSuperclass();
    }
    return OTHER;
  }

  /** The reason that an exception's class itself stands for; null when for none. */
  static @Nullable String reasonOfClass(String name) {
    switch (name) {
      case "io.jsonwebtoken.ExpiredJwtException":
      case "com.auth0.jwt.exceptions.TokenExpiredException":
      case "com.nimbusds.jwt.proc.ExpiredJWTException":
        return EXPIRED;
      case "io.jsonwebtoken.PrematureJwtException":
        return NOT_YET_VALID;
      case "io.jsonwebtoken.SignatureException":
      case "com.auth0.jwt.exceptions.SignatureVerificationException":
      case "com.nimbusds.jose.proc.BadJWSException":
        return SIGNATURE;
      case "io.jsonwebtoken.MalformedJwtException":
      case "io.jsonwebtoken.io.CodecException":
      case "io.jsonwebtoken.io.SerialException":
      case "com.auth0.jwt.exceptions.JWTDecodeException":
      case "java.text.ParseException":
        return MALFORMED;
      case "io.jsonwebtoken.UnsupportedJwtException":
      case "com.auth0.jwt.exceptions.AlgorithmMismatchException":
        return UNSUPPORTED;
      default:
        return null;
    }
  }
}
