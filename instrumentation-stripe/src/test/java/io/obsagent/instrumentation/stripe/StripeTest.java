/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.stripe.Stripe;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.net.ApiResource;
import com.stripe.net.Webhook;
import com.stripe.param.checkout.SessionCreateParams;
import com.sun.net.httpserver.HttpServer;
import io.obsagent.testing.Agent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stripe's events, signed as Stripe signs them, and calls of a stand-in for its API. */
class StripeTest {
  private static final String SECRET = "whsec_test";
  private static final String SUBSCRIPTION =
      """
      {"id": "sub_1", "object": "subscription", "status": "%s", "metadata": {},
       "items": {"object": "list", "data": [{"id": "si_1", "object": "subscription_item",
         "price": {"id": "price_1", "object": "price", "lookup_key": "pro"}}]}%s}""";

  @RegisterExtension
  static final Agent agent =
      Agent.with(new StripeInstrumentation())
          .rules(
              """
              metrics:
                paid_cents:
                  type: counter
                  on: event stripe.invoice.paid
                  once: event.id
                  value: event.data.object.amount_paid
                  labels: {plan: event.data.object.lines.data.0.price.lookup_key else 'none'}
                events_total: {type: counter, on: event stripe.*, labels: {kind: event.type}}
                calls_total:
                  type: counter
                  on: event stripe_call.*
                  labels: {operation: operation, action: action, status: object.status, outcome: outcome}
              """);

  private static HttpServer api;
  private static volatile int status;
  private static volatile String answer;

  @BeforeAll
  static void start() throws Exception {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    api.start();
    Stripe.apiKey = "sk_test_canary";
    Stripe.overrideApiBase("http://localhost:" + api.getAddress().getPort());
  }

  @AfterAll
  static void stop() {
    api.stop(0);
  }

  private static void answer(int status, String answer) {
    StripeTest.status = status;
    StripeTest.answer = answer;
  }

  private static String event(String id, String type, String object) {
    return event(id, type, object, "");
  }

  private static String event(String id, String type, String object, String more) {
    return "{\"id\": \""
        + id
        + "\", \"object\": \"event\", \"api_version\": \""
        + Stripe.API_VERSION
        + "\", \"type\": \""
        + type
        + "\", \"data\": {\"object\": "
        + object
        + more
        + "}}";
  }

  private static Event send(String payload) throws Exception {
    return Webhook.constructEvent(payload, signature(payload, SECRET), SECRET);
  }

  private static String signature(String payload, String secret) throws Exception {
    long now = System.currentTimeMillis() / 1000;
    return "t=" + now + ",v1=" + Webhook.Util.computeHmacSha256(secret, now + "." + payload);
  }

  private static String invoice(int cents, String lookupKey) {
    return "{\"id\": \"in_1\", \"object\": \"invoice\", \"customer_email\": \"ann@example.org\","
        + " \"lines\": {\"object\": \"list\", \"data\": [{\"id\": \"il_1\", \"object\":"
        + " \"line_item\", \"price\": {\"id\": \"price_1\", \"object\": \"price\", \"lookup_key\": "
        + lookupKey
        + "}}]}, \"amount_paid\": "
        + cents
        + "}";
  }

  @Test
  void aVerifiedEventIsToldOnceThoughOverloadsCallEachOther() throws Exception {
    Event event = send(event("evt_once", "invoice.paid", invoice(1900, "\"pro\"")));
    assertThat(event.getId()).isEqualTo("evt_once");
    agent.metric("events_total").with("kind", "invoice.paid").hasValue(1);
    agent.metric("paid_cents").with("plan", "pro").hasValue(1900);
    agent.metric("revenue_total_cents").with("plan", "pro").hasValue(1900);
  }

  @Test
  void anEventThatIsSentTwiceCountsOnceWhereTheRuleSaysSo() throws Exception {
    String payload = event("evt_twice", "invoice.paid", invoice(500, "null"));
    send(payload);
    send(payload);
    agent.metric("events_total").with("kind", "invoice.paid").hasValue(2);
    agent.metric("paid_cents").with("plan", "none").hasValue(500);
    agent.metric("revenue_total_cents").with("plan", "none").hasValue(500);
  }

  @Test
  void anEventWithAWrongSignatureIsNoEvent() {
    String payload = event("evt_forged", "invoice.forged", invoice(1, "null"));
    assertThatThrownBy(
            () -> Webhook.constructEvent(payload, signature(payload, "whsec_other"), SECRET))
        .isInstanceOf(SignatureVerificationException.class);
    agent.metric("events_total").with("kind", "invoice.forged").hasValue(0);
  }

  @Test
  void whatIsPaidWithoutAnInvoiceIsRevenueToo() throws Exception {
    send(
        event(
            "evt_payment",
            "checkout.session.completed",
            "{\"id\": \"cs_9\", \"object\": \"checkout.session\", \"mode\": \"payment\","
                + " \"payment_status\": \"paid\", \"invoice\": null, \"amount_total\": 700,"
                + " \"metadata\": {\"plan\": \"single\"}}"));
    send(
        event(
            "evt_invoiced",
            "checkout.session.completed",
            "{\"id\": \"cs_8\", \"object\": \"checkout.session\", \"mode\": \"subscription\","
                + " \"payment_status\": \"paid\", \"amount_total\": 800,"
                + " \"metadata\": {\"plan\": \"single\"}}"));
    agent.metric("revenue_total_cents").with("plan", "single").hasValue(700);
    agent
        .metric("stripe_checkouts_total")
        .with("plan", "single")
        .with("status", "completed")
        .hasValue(2);
  }

  @Test
  void aSubscriptionIsActiveFromItsFirstPaymentToItsEnd() throws Exception {
    send(
        event(
            "evt_s1",
            "customer.subscription.created",
            String.format(SUBSCRIPTION, "incomplete", "")));
    agent.metric("stripe_subscriptions_active").with("plan", "pro").hasValue(0);
    send(
        event(
            "evt_s2",
            "customer.subscription.updated",
            String.format(SUBSCRIPTION, "active", ""),
            ", \"previous_attributes\": {\"status\": \"incomplete\"}"));
    send(
        event(
            "evt_s3",
            "customer.subscription.updated",
            String.format(SUBSCRIPTION, "active", ""),
            ", \"previous_attributes\": {\"quantity\": 1}"));
    agent.metric("stripe_subscriptions_active").with("plan", "pro").hasValue(1);
    send(
        event(
            "evt_s4",
            "customer.subscription.deleted",
            String.format(
                SUBSCRIPTION,
                "canceled",
                ", \"cancellation_details\": {\"reason\": \"cancellation_requested\"}")));
    agent.metric("stripe_subscriptions_active").with("plan", "pro").hasValue(0);
    agent
        .metric("stripe_subscription_canceled_total")
        .with("plan", "pro")
        .with("reason", "cancellation_requested")
        .hasValue(1);
  }

  @Test
  void aCheckoutSessionIsOneCall() throws StripeException {
    answer(
        200,
        "{\"id\": \"cs_1\", \"object\": \"checkout.session\", \"status\": \"open\","
            + " \"metadata\": {\"plan\": \"team\"}}");
    Session session =
        Session.create(
            SessionCreateParams.builder()
                .setSuccessUrl("https://example.org/ok")
                .setCancelUrl("https://example.org/no")
                .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
                .build());
    assertThat(session.getId()).isEqualTo("cs_1");
    agent
        .metric("calls_total")
        .with("operation", "checkout.session.create")
        .with("action", "created")
        .with("status", "open")
        .with("outcome", "ok")
        .hasValue(1);
    agent
        .metric("stripe_checkouts_total")
        .with("plan", "team")
        .with("status", "created")
        .hasValue(1);
  }

  @Test
  void subscriptionsAreCreatedUpdatedAndCanceled() throws StripeException {
    answer(200, String.format(SUBSCRIPTION, "active", ""));
    Subscription subscription = Subscription.create(Map.of("customer", "cus_1"));
    subscription.update(Map.of("metadata", Map.of("a", "b")));
    answer(200, String.format(SUBSCRIPTION, "canceled", ""));
    subscription.cancel();
    for (String action : new String[] {"create created active", "update updated active"}) {
      String[] words = action.split(" ");
      agent
          .metric("calls_total")
          .with("operation", "subscription." + words[0])
          .with("action", words[1])
          .with("status", words[2])
          .hasValue(1);
    }
    agent
        .metric("calls_total")
        .with("operation", "subscription.cancel")
        .with("action", "canceled")
        .with("status", "canceled")
        .hasValue(1);
  }

  /** Services, which clients have since version 23. */
  @Test
  void aCallByAServiceIsOneCallToo() throws Exception {
    Class<?> service;
    try {
      service = Class.forName("com.stripe.service.SubscriptionService");
    } catch (ClassNotFoundException e) {
      assumeTrue(false, "this version has no services");
      return;
    }
    answer(200, String.format(SUBSCRIPTION, "canceled", ""));
    Object getter = ApiResource.class.getMethod("getGlobalResponseGetter").invoke(null);
    Object subscriptions =
        service
            .getConstructor(Class.forName("com.stripe.net.StripeResponseGetter"))
            .newInstance(getter);
    service.getMethod("cancel", String.class).invoke(subscriptions, "sub_1");
    agent
        .metric("calls_total")
        .with("operation", "subscription.cancel")
        .with("action", "canceled")
        .hasValue(1);
  }

  @Test
  void aCallThatFailsIsOneFailureAndReachesTheCaller() {
    answer(402, "{\"error\": {\"type\": \"card_error\", \"message\": \"declined\"}}");
    assertThatThrownBy(() -> Subscription.create(Map.of("customer", "cus_1")))
        .isInstanceOf(StripeException.class);
    agent
        .metric("calls_total")
        .with("operation", "subscription.create")
        .with("action", "failed")
        .with("outcome", "error")
        .hasValue(1);
  }
}
