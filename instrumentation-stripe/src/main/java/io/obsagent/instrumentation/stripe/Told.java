/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.stripe;

import com.google.gson.JsonObject;
import com.stripe.model.HasId;
import com.stripe.model.StripeObject;
import io.obsagent.bootstrap.State;
import io.obsagent.core.json.JsonDocument;
import io.obsagent.core.operation.Event;
import io.obsagent.core.vocabulary.StripeCall;
import io.obsagent.core.vocabulary.StripeEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells of each thing that methods of Stripe's give or throw once. Thread-safe. */
final class Told {
  /** What was told of; what an overload gives is what the one gave that it called. */
  private static final State<Boolean> TOLD = new State<>();

  private Told() {}

  /** An event was verified. */
  static void event(com.stripe.model.Event verified, String payload) {
    if (isFirst(verified)) {
      StripeEvent.verified(verified.getType(), verified.getId(), payload);
    }
  }

  /** A call of the API has ended. */
  static void call(
      String operation, String action, @Nullable Object result, @Nullable Throwable error) {
    Object outcome = error == null ? result : error;
    if (outcome == null || !isFirst(outcome)) {
      return;
    }
    Event call = Event.of(StripeCall.TYPE);
    if (call != null) {
      call.set(StripeCall.OPERATION, operation).set(StripeCall.ACTION, action);
      if (error != null) {
        call.set(StripeCall.ACTION, "failed").fail(error);
      } else if (result instanceof StripeObject) {
        JsonObject json = ((StripeObject) result).getRawJsonObject();
        call.set(StripeCall.ID, result instanceof HasId ? ((HasId) result).getId() : null)
            .set(StripeCall.OBJECT, json == null ? null : text(json));
      }
      call.tell();
    }
  }

  private static JsonDocument text(JsonObject json) {
    return new JsonDocument(Objects.requireNonNull(StripeCall.OBJECT.parts()), json.toString());
  }

  private static boolean isFirst(Object outcome) {
    boolean first = TOLD.get(outcome) == null;
    if (first) {
      TOLD.set(outcome, Boolean.TRUE);
    }
    return first;
  }
}
