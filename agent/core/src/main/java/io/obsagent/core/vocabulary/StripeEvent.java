/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.json.JsonDocument;
import io.obsagent.core.operation.Event;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that Stripe sent and whose signature was verified; one that is sent again is told again.
 */
public final class StripeEvent {
  public static final OperationType TYPE = new OperationType("stripe.event", SpanKind.INTERNAL);

  /** What happened: {@code invoice.paid}. */
  public static final Field KIND = TYPE.field("type");

  /** The event's id; the same when it is sent again. */
  public static final Field ID = TYPE.field("id");

  /** The last word of the type: {@code paid}. */
  public static final Field ACTION = TYPE.field("action");

  /** The event as it was sent. */
  public static final Field EVENT = TYPE.text("event");

  /** What it is about, as it was then: a session, a subscription, an invoice. */
  public static final Field OBJECT = TYPE.part("object", EVENT, "data.object");

  static {
    TYPE.selectedBy(KIND);
  }

  private StripeEvent() {}

  /**
   * Tells of an event.
   *
   * @param json the event as it was sent
   */
  public static void verified(@Nullable String type, @Nullable String id, String json) {
    Event event = Event.of(TYPE);
    if (event != null) {
      event
          .set(KIND, type)
          .set(ID, id)
          .set(ACTION, type == null ? null : type.substring(type.lastIndexOf('.') + 1))
          .set(EVENT, new JsonDocument(Objects.requireNonNull(EVENT.parts()), json))
          .tell();
    }
  }
}
