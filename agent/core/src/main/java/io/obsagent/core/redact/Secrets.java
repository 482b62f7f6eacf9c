/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

/**
 * Finds secrets and personal data in free text by their shape: tokens, keys, card numbers, e-mail
 * addresses, credentials in URLs, {@code password=…} and its like, and row values that databases
 * put into their messages. Linear in the length of the text, of which at most 32,768 characters are
 * kept.
 */
public final class Secrets {
  /** What stands in the place of a secret. */
  public static final String REDACTED = "_redacted";

  private Secrets() {}

  /** The text with each secret replaced; the same instance where there is none. */
  public static String mask(String text) {
    return new SecretScanner(text).mask();
  }

  /** Whether what bears a name, such as {@code db.password}, is a secret. */
  public static boolean isSecretName(String name) {
    return SensitiveNames.isSensitive(name);
  }

  /** Whether the text contains something that {@link #mask} would replace. */
  public static boolean looksSecret(String text) {
    SecretScanner scanner = new SecretScanner(text);
    scanner.mask();
    return scanner.found();
  }
}
