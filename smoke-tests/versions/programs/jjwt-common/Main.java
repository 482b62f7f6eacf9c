/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import javax.crypto.spec.SecretKeySpec;

final class Main {
  private static final Key KEY = key("a secret that is known to nobody else");
  private static final Key OTHER = key("a secret that is known to nobody at all");

  @SuppressWarnings("deprecation") // What is there in all versions.
  static void main(String[] args) throws Exception {
    String valid = token(KEY, 3_600_000);
    String expired = token(KEY, -3_600_000);
    String forged = token(OTHER, 3_600_000);
    Web.request("/valid", () -> subject(valid));
    Web.request("/expired", () -> subject(expired));
    Web.request("/forged", () -> subject(forged));
    Web.request("/malformed", () -> subject("no.token"));
    Web.request("/asynchronous", () -> CompletableFuture.supplyAsync(() -> subject(valid)).get());
  }

  private static Key key(String secret) {
    return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  private static String token(Key key, long millis) {
    return Jwts.builder()
        .setSubject("ann")
        .setExpiration(new Date(System.currentTimeMillis() + millis))
        .signWith(SignatureAlgorithm.HS256, key)
        .compact();
  }

  private static String subject(String token) {
    try {
      return PARSER.parse(token);
    } catch (JwtException e) {
      throw new IllegalArgumentException(e); // Versions differ on which exception it is.
    }
  }

  interface Parser {
    String parse(String token);
  }

  private static final Parser PARSER = Tokens.parser(KEY);
}
