/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Stands for a personal value: sixteen hexadecimal digits of a keyed hash. Thread-safe. */
final class Pseudonym {
  private static final String ALGORITHM = "HmacSHA256";
  private static final SecretKeySpec KEY = new SecretKeySpec(key(), ALGORITHM);

  private Pseudonym() {}

  private static byte[] key() {
    String set = Settings.PII_KEY.get();
    if (!set.isEmpty()) {
      return set.getBytes(StandardCharsets.UTF_8);
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return random;
  }

  static String of(String text) {
    byte[] hash;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(KEY);
      hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    StringBuilder digits = new StringBuilder(16);
    for (int i = 0; i < 8; i++) {
      digits.append(Character.forDigit((hash[i] >> 4) & 15, 16));
      digits.append(Character.forDigit(hash[i] & 15, 16));
    }
    return digits.toString();
  }
}
