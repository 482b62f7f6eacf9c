/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens, made without a library. */
final class Tokens {
  /** 64 bytes, long enough for every algorithm. */
  static final String KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  static final String OTHER_KEY = new StringBuilder(KEY).reverse().toString();

  static final long NOW = System.currentTimeMillis() / 1000;

  private Tokens() {}

  /** A token with claims as JSON, signed with a key. */
  static String signed(String claims, String key) {
    return signed("HS256", "HmacSHA256", claims, key);
  }

  /** A token with claims as JSON, signed by an algorithm under its name in tokens and in Java. */
  static String signed(String algorithm, String javaAlgorithm, String claims, String key) {
    String content = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64(claims);
    try {
      Mac mac = Mac.getInstance(javaAlgorithm);
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), javaAlgorithm));
      byte[] signature = mac.doFinal(content.getBytes(UTF_8));
      return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token with claims as JSON that nobody signed. */
  static String unsecured(String claims) {
    return base64("{\"alg\":\"none\"}") + "." + base64(claims) + ".";
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
