/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme;

import com.acme.img.ImageProcessor;
import com.acme.img.ImageRequest;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;

/** A shop on an embedded Jetty. It knows nothing of metrics. */
public final class Shop {
  private static final Logger log = LoggerFactory.getLogger(Shop.class);

  private final ImageProcessor images = new ImageProcessor();
  private final Gson gson = new Gson();
  private final String stripeSecret;

  private Shop(String stripeSecret) {
    this.stripeSecret = stripeSecret;
  }

  /** Starts it; ends with the process. */
  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    Shop shop = new Shop(env.get("STRIPE_SECRET"));
    Users users = new Users();
    Queues queues = new Queues(RedisClient.create(env.get("REDIS_URL")));
    Predictions predictions = new Predictions(env.get("REPLICATE_TOKEN"));

    Server server = new Server(Integer.parseInt(env.get("PORT")));
    ServletContextHandler context = new ServletContextHandler("/");
    add(context, "/health", (request, body) -> "well");
    add(context, "/api/bookings", shop::book);
    add(context, "/api/checkout", shop::checkOut);
    add(context, "/api/images", shop::process);
    add(context, "/api/users", users::create);
    add(context, "/api/invitations", users::invite);
    add(context, "/api/jobs", queues::add);
    add(context, "/api/predictions", predictions::start);
    add(context, "/api/predictions/status", predictions::ask);
    add(context, "/webhooks/replicate", predictions::told);
    add(context, "/webhooks/stripe", shop::paid);
    JakartaWebSocketServletContainerInitializer.configure(
        context, (servletContext, container) -> container.addEndpoint(Feed.class));
    server.setHandler(context);
    server.start();
    server.join();
  }

  private static void add(ServletContextHandler context, String path, Endpoint.Work work) {
    context.addServlet(new ServletHolder(new Endpoint(work)), path);
  }

  private String book(HttpServletRequest request, String body) {
    if (Endpoint.json(body).get("seats").getAsInt() > 50) {
      throw new IllegalStateException("the bus is full");
    }
    return "booked";
  }

  private String checkOut(HttpServletRequest request, String body) {
    JsonObject order = Endpoint.json(body);
    double total = order.get("total").getAsDouble();
    log.info("checkout of {}", total);
    if (total <= 0) {
      throw new IllegalArgumentException("nothing to pay");
    }
    return "paid";
  }

  private String process(HttpServletRequest request, String body) {
    return Integer.toString(images.process(gson.fromJson(body, ImageRequest.class)));
  }

  private String paid(HttpServletRequest request, String body)
      throws SignatureVerificationException {
    Event event = Webhook.constructEvent(body, request.getHeader("Stripe-Signature"), stripeSecret);
    return event.getType();
  }
}
