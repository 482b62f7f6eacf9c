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

  /** Too short to be told as endings. */
  private static final String[] NAMES = {
    "auth", "pass", "sig", "bearer", "otp", "pin", "cvc", "cvv",
  };

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

  /** Allocates nothing, for it is asked for each word of a text that a value follows. */
  static boolean isSensitive(CharSequence text, int from, int to) {
    // The end of a long name is what tells.
    int start = Math.max(from, to - MAX_LENGTH);
    int last = previous(text, start, to);
    if (last < start) {
      return false;
    }
    char end = lower(text.charAt(last));
    for (String ending : ENDINGS) {
      if (ending.charAt(ending.length() - 1) == end && unread(text, start, last, ending) >= 0) {
        return true;
      }
    }
    for (String name : NAMES) {
      if (name.charAt(name.length() - 1) == end && unread(text, start, last, name) == 0) {
        return true;
      }
    }
    for (int i = start; i <= last; i++) {
      char c = lower(text.charAt(i));
      if (c == 'd' && unread(text, start, i, "password") >= 0
          || c == 't' && unread(text, start, i, "secret") >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * How many letters and digits there are before a word that ends at a place, at least: 0 when it
   * is all, 1 for any more; -1 when the word does not end there.
   */
  private static int unread(CharSequence text, int start, int last, String word) {
    int at = last;
    for (int i = word.length() - 1; i >= 0; i--) {
      if (at < start || lower(text.charAt(at)) != word.charAt(i)) {
        return -1;
      }
      at = previous(text, start, at);
    }
    return at < start ? 0 : 1;
  }

  /**
   * The place of the last letter or digit before a place; less than the start when there is none.
   */
  private static int previous(CharSequence text, int start, int before) {
    int at = before - 1;
    while (at >= start && lower(text.charAt(at)) == 0) {
      at--;
    }
    return at;
  }

  /** A letter in lower case, or a digit; 0 for what does not matter. */
  private static char lower(char c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + 32);
    }
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
  }

  /** As {@link #isSensitive}, for names of query parameters. */
  static boolean isSensitiveParameter(String name) {
    return isSensitive(name) || PARAMETERS.contains(normalized(name));
  }

  private static String normalized(String text) {
    StringBuilder name = new StringBuilder();
    for (int i = Math.max(0, text.length() - MAX_LENGTH); i < text.length(); i++) {
      char c = lower(text.charAt(i));
      if (c != 0) {
        name.append(c);
      }
    }
    return name.toString();
  }
}
