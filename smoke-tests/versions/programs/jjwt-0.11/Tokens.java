/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.jsonwebtoken.Jwts;
import java.security.Key;

/** As it is done in 0.11. */
final class Tokens {
  private Tokens() {}

  static Main.Parser parser(Key key) {
    return token ->
        Jwts.parserBuilder()
            .setSigningKey(key)
            .build()
            .parseClaimsJws(token)
            .getBody()
            .getSubject();
  }
}
