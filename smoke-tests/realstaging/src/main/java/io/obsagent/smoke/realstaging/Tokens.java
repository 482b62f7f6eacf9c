/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.servers.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The tokens of clients, good and bad (JSON Web Tokens, HS256). */
public final class Tokens {
  /** A user that exists. */
  public static final String USER = "user_abc123";

  /** A user that does not exist. */
  public static final String STRANGER = "user_nobody";

  /** What the API verifies with. */
  static final String SECRET = "real-staging-smoke-secret-of-32-bytes";

  private static final String OTHER_SECRET = "some-other-secret-of-at-least-32-bytes";
  private static final Duration VALID = Duration.ofHours(1);

  private Tokens() {}

  /** A token that is accepted. */
  public static String valid(String user) {
    return token(user, VALID, SECRET);
  }

  /** A token that was good an hour ago. */
  public static String expired(String user) {
    return token(user, VALID.negated(), SECRET);
  }

  /** A token that someone else signed. */
  public static String forged(String user) {
    return token(user, VALID, OTHER_SECRET);
  }

  /** Text that is no token. */
  public static String malformed() {
    return "not-a-token";
  }

  private static String token(String user, Duration validity, String secret) {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("sub", user);
    claims.put("exp", Instant.now().plus(validity).getEpochSecond());
    String signed = base64(bytes("{\"alg\":\"HS256\"}")) + "." + base64(bytes(Json.write(claims)));
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
