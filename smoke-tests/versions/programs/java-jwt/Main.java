/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import java.util.Date;
import java.util.concurrent.CompletableFuture;

final class Main {
  static void main(String[] args) throws Exception {
    Algorithm key = Algorithm.HMAC256("a secret that is known to nobody else");
    Algorithm other = Algorithm.HMAC256("a secret that is known to nobody at all");
    String valid = token(key, 3_600_000);
    String expired = token(key, -3_600_000);
    String forged = token(other, 3_600_000);
    Web.request("/valid", () -> subject(key, valid));
    Web.request("/expired", () -> subject(key, expired));
    Web.request("/forged", () -> subject(key, forged));
    Web.request("/malformed", () -> subject(key, "no.token"));
    Web.request(
        "/asynchronous", () -> CompletableFuture.supplyAsync(() -> subject(key, valid)).get());
  }

  private static String token(Algorithm key, long millis) {
    return JWT.create()
        .withSubject("ann")
        .withExpiresAt(new Date(System.currentTimeMillis() + millis))
        .sign(key);
  }

  private static String subject(Algorithm key, String token) {
    try {
      return JWT.require(key).build().verify(token).getSubject();
    } catch (JWTVerificationException e) {
      throw new IllegalArgumentException(e); // Versions differ on which exception it is.
    }
  }
}
