/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A call of Stripe's API that makes or changes something that is paid for. */
public final class StripeCall {
  public static final OperationType TYPE = new OperationType("stripe.call", SpanKind.INTERNAL);

  /** What is called: {@code checkout.session.create}. */
  public static final Field OPERATION = TYPE.field("operation");

  /** The id of what was made or changed; null when the call failed. */
  public static final Field ID = TYPE.field("id");

  /** What became of it: {@code created}, {@code updated}, {@code canceled}, or {@code failed}. */
  public static final Field ACTION = TYPE.field("action");

  /** What the API answered: a session, a subscription. */
  public static final Field OBJECT = TYPE.text("object");

  static {
    TYPE.selectedBy(OPERATION);
  }

  private StripeCall() {}
}
