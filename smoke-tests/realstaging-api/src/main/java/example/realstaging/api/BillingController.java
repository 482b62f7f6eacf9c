/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What Stripe tells. */
@RestController
class BillingController {
  private static final Logger log = LoggerFactory.getLogger(BillingController.class);

  private final String secret;

  BillingController(Settings settings) {
    this.secret = settings.stripeSecret();
  }

  @PostMapping("/stripe")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void told(@RequestBody String payload, @RequestHeader("Stripe-Signature") String signature) {
    try {
      Event event = Webhook.constructEvent(payload, signature, secret);
      log.info("Stripe tells of {}", event.getType());
    } catch (SignatureVerificationException e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "not from Stripe", e);
    }
  }
}
