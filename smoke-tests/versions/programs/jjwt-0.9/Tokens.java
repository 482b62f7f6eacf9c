/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.jsonwebtoken.Jwts;
import java.security.Key;

/** As it was done before 0.11. */
final class Tokens {
  private Tokens() {}

  static Main.Parser parser(Key key) {
    return token -> Jwts.parser().setSigningKey(key).parseClaimsJws(token).getBody().getSubject();
  }
}
