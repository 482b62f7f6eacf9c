/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells by its name whether a setting, parameter, header or field holds a secret. Case, {@code _},
 * {@code -} and {@code .} do not matter.
 */
final class SensitiveNames {
  private static final int MAX_LENGTH = 128;

  private static final String[] ENDINGS = {
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "accesskeyid",
    "privatekey",
    "secretkey",
    "encryptionkey",
    "signingkey",
    "signature",
    "credential",
    "credentials",
    "authorization",
    "cookie",
    "headers",
    "jwt",
    "sessionid",
    "dsn",
  };

  private static final Set<String> NAMES =
      new HashSet<>(Arrays.asList("auth", "pass", "sig", "bearer", "otp", "pin", "cvc", "cvv"));

  /** Too common in prose and code to be told by name alone, but secret in a query string. */
  private static final Set<String> PARAMETERS =
      new HashSet<>(
          Arrays.asList(
              "assertion",
              "code",
              "codeverifier",
              "email",
              "hash",
              "hmac",
              "key",
              "mail",
              "nonce",
              "samlrequest",
              "samlresponse",
              "session",
              "sid",
              "sign",
              "state",
              "ticket",
              "user",
              "username"));

  private SensitiveNames() {}

  static boolean isSensitive(CharSequence name) {
    return isSensitive(name, 0, name.length());
  }

  static boolean isSensitive(CharSequence text, int from, int to) {
    String name = normalized(text, from, to);
    if (NAMES.contains(name)) {
      return true;
    }
    for (String ending : ENDINGS) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return name.contains("password") || name.contains("secret");
  }

  /** As {@link #isSensitive}, for names of query parameters. */
  static boolean isSensitiveParameter(String name) {
    return isSensitive(name) || PARAMETERS.contains(normalized(name, 0, name.length()));
  }

  /** The end of a long name is what tells. */
  private static String normalized(CharSequence text, int from, int to) {
    StringBuilder name = new StringBuilder();
    for (int i = Math.max(from, to - MAX_LENGTH); i < to; i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        name.append((char) (c + 32));
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        name.append(c);
      }
    }
    return name.toString();
  }
}
