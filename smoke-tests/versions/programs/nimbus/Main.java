/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

final class Main {
  static void main(String[] args) throws Exception {
    byte[] key = "a secret that is known to nobody else".getBytes(StandardCharsets.UTF_8);
    byte[] other = "a secret that is known to nobody at all".getBytes(StandardCharsets.UTF_8);
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(key)));
    String valid = token(key, 3_600_000);
    String expired = token(key, -3_600_000);
    String forged = token(other, 3_600_000);
    Web.request("/valid", () -> subject(processor, valid));
    Web.request("/expired", () -> subject(processor, expired));
    Web.request("/forged", () -> subject(processor, forged));
    Web.request("/malformed", () -> subject(processor, "no.token"));
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Web.request("/asynchronous", () -> executor.submit(() -> subject(processor, valid)).get());
  }

  private static String subject(DefaultJWTProcessor<SecurityContext> processor, String token) {
    try {
      return processor.process(token, null).getSubject();
    } catch (Exception e) {
      throw new IllegalArgumentException(e); // Versions differ on which exception it is.
    }
  }

  private static String token(byte[] key, long millis) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject("ann")
                .expirationTime(new Date(System.currentTimeMillis() + millis))
                .build());
    token.sign(new MACSigner(key));
    return token.serialize();
  }
}
