/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Stands for Stripe: sends signed events to a webhook. Thread-safe. */
public final class Stripe {
  private final Client client;
  private final String path;
  private final String secret;

  /** One that knows the secret of the webhook at a path. */
  public Stripe(Client client, String path, String secret) {
    this.client = client;
    this.path = path;
    this.secret = secret;
  }

  /**
   * Sends an event that is new each time.
   *
   * @param type such as {@code invoice.paid}
   * @param object what it is about, in JSON
   */
  public Reply send(String type, String object) {
    String event = event(type, object);
    long now = Instant.now().getEpochSecond();
    String signature = "t=" + now + ",v1=" + mac(now + "." + event);
    return client.post(path, event, "Stripe-Signature", signature);
  }

  /** Sends an event as somebody else would, who does not know the secret. */
  public Reply forge(String type, String object) {
    return client.post(path, event(type, object), "Stripe-Signature", "t=1,v1=00");
  }

  private static String event(String type, String object) {
    return "{\"id\":\"evt_"
        + System.nanoTime()
        + "\",\"object\":\"event\",\"type\":\""
        + type
        + "\",\"created\":"
        + Instant.now().getEpochSecond()
        + ",\"data\":{\"object\":"
        + object
        + "}}";
  }

  private String mac(String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
