/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.jsonwebtoken.Jwts;
import java.security.Key;

/** As it is done since 0.12. */
final class Tokens {
  private Tokens() {}

  static Main.Parser parser(Key key) {
    return token ->
        Jwts.parser()
            .verifyWith((javax.crypto.SecretKey) key)
            .build()
            .parseSignedClaims(token)
            .getPayload()
            .getSubject();
  }
}
