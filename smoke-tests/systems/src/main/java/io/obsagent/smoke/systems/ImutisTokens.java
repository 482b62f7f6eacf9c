/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.servers.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The tokens of clients, good and bad (JSON Web ImutisTokens, HS256). */
final class ImutisTokens {
  static final String SECRET = "imutis-smoke-secret-of-at-least-32-bytes";

  private static final String OTHER_SECRET = "some-other-secret-of-at-least-32-bytes";
  private static final String ISSUER = "imutis";
  private static final Duration VALID = Duration.ofHours(1);

  private ImutisTokens() {}

  static String valid(String user) {
    return token(user, ISSUER, VALID, SECRET);
  }

  static String expired(String user) {
    return token(user, ISSUER, VALID.negated(), SECRET);
  }

  static String forged(String user) {
    return token(user, ISSUER, VALID, OTHER_SECRET);
  }

  static String ofAnotherIssuer(String user) {
    return token(user, "someone", VALID, SECRET);
  }

  private static String token(String user, String issuer, Duration validity, String secret) {
    long expires = Instant.now().plus(validity).getEpochSecond();
    String claims = Json.write(Map.of("sub", user, "iss", issuer, "exp", expires));
    String signed = base64(bytes("{\"alg\":\"HS256\"}")) + "." + base64(bytes(claims));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
      return signed + "." + base64(mac.doFinal(bytes(signed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
