/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** The validation of a JSON Web Token. */
public final class AuthJwt {
  public static final OperationType TYPE = new OperationType("auth.jwt", SpanKind.INTERNAL);

  /** {@code valid} or {@code invalid}. */
  public static final Field RESULT = TYPE.string("result", "auth.jwt.outcome");

  /**
   * Why it is invalid: expired, signature, malformed, issuer, audience, not_yet_valid, unsupported,
   * missing or other.
   */
  public static final Field REASON = TYPE.string("reason", "auth.jwt.reason");

  /** The verified subject; null when there is none. */
  public static final Field SUBJECT = TYPE.string("subject", "user.id");

  static {
    TYPE.selectedBy(RESULT);
  }

  private AuthJwt() {}
}
