/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.stripe;

import com.stripe.model.Event;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * stripe-java 20 and later: events whose signature was verified, and calls that make checkout
 * sessions and make, change or cancel subscriptions. The methods have overloads that call each
 * other and so give or throw one thing several times, which is told once.
 */
public final class StripeInstrumentation extends InstrumentationModule {
  private static final String SESSION = "com.stripe.model.checkout.Session";
  private static final String SUBSCRIPTION = "com.stripe.model.Subscription";

  public StripeInstrumentation() {
    super("stripe");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Webhooks(), new Sessions(), new Subscriptions());
  }

  /** Events, each verified and then read. */
  static final class Webhooks implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.stripe.net.Webhook");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("constructEvent")
              .takes(0, "java.lang.String")
              .returns("com.stripe.model.Event"),
          Verified.class.getName());
    }
  }

  /** Checkout sessions, made by the model itself or by a client's service. */
  static final class Sessions implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SESSION, "com.stripe.service.checkout.SessionService");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("create").returns(SESSION), SessionCreate.class.getName());
    }
  }

  /** Subscriptions, by the model itself or by a client's service. */
  static final class Subscriptions implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SUBSCRIPTION, "com.stripe.service.SubscriptionService");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("create").returns(SUBSCRIPTION), SubscriptionCreate.class.getName());
      type.applyAdviceToMethod(
          Methods.named("update").returns(SUBSCRIPTION), SubscriptionUpdate.class.getName());
      type.applyAdviceToMethod(
          Methods.named("cancel").returns(SUBSCRIPTION), SubscriptionCancel.class.getName());
    }
  }

  static final class Verified {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void verified(@Argument(0) @Nullable String payload, @Return @Nullable Event event) {
      if (payload != null && event != null) {
        Told.event(event, payload);
      }
    }
  }

  static final class SessionCreate {
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Return @Nullable Object session, @Thrown @Nullable Throwable error) {
      Told.call("checkout.session.create", "created", session, error);
    }
  }

  static final class SubscriptionCreate {
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Return @Nullable Object subscription, @Thrown @Nullable Throwable error) {
      Told.call("subscription.create", "created", subscription, error);
    }
  }

  static final class SubscriptionUpdate {
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Return @Nullable Object subscription, @Thrown @Nullable Throwable error) {
      Told.call("subscription.update", "updated", subscription, error);
    }
  }

  static final class SubscriptionCancel {
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Return @Nullable Object subscription, @Thrown @Nullable Throwable error) {
      Told.call("subscription.cancel", "canceled", subscription, error);
    }
  }
}
