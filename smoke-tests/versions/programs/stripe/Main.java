/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.stripe.Stripe;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import java.util.concurrent.CompletableFuture;

final class Main {
  private static final String SECRET = "whsec_test";

  static void main(String[] args) throws Exception {
    Web.request("/paid", () -> type(event("evt_1", "invoice.paid", invoice(1900)), SECRET));
    Web.request(
        "/canceled",
        () -> type(event("evt_2", "customer.subscription.deleted", SUBSCRIPTION), SECRET));
    Web.request("/forged", () -> type(event("evt_3", "invoice.paid", invoice(5)), "whsec_other"));
    Web.request(
        "/asynchronous",
        () ->
            CompletableFuture.supplyAsync(
                    () -> {
                      try {
                        return type(event("evt_4", "invoice.paid", invoice(100)), SECRET);
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      }
                    })
                .get());
  }

  private static String type(String payload, String secret) throws Exception {
    long now = System.currentTimeMillis() / 1000;
    String signature =
        "t=" + now + ",v1=" + Webhook.Util.computeHmacSha256(secret, now + "." + payload);
    Event event = Webhook.constructEvent(payload, signature, SECRET);
    return event.getType();
  }

  private static String event(String id, String type, String object) {
    return "{\"id\": \""
        + id
        + "\", \"object\": \"event\", \"api_version\": \""
        + Stripe.API_VERSION
        + "\", \"type\": \""
        + type
        + "\", \"data\": {\"object\": "
        + object
        + "}}";
  }

  private static String invoice(int cents) {
    return "{\"id\": \"in_1\", \"object\": \"invoice\", \"lines\": {\"object\": \"list\", \"data\":"
        + " [{\"id\": \"il_1\", \"object\": \"line_item\", \"price\": {\"id\": \"price_1\","
        + " \"object\": \"price\", \"lookup_key\": \"pro\"}}]}, \"amount_paid\": "
        + cents
        + "}";
  }

  private static final String SUBSCRIPTION =
      "{\"id\": \"sub_1\", \"object\": \"subscription\", \"status\": \"canceled\", \"metadata\":"
          + " {}, \"items\": {\"object\": \"list\", \"data\": [{\"id\": \"si_1\", \"object\":"
          + " \"subscription_item\", \"price\": {\"id\": \"price_1\", \"object\": \"price\","
          + " \"lookup_key\": \"pro\"}}]}}";
}
