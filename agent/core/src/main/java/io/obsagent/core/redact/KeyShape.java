/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A key without its ids: each part that is no plain word becomes <code>{}</code>. */
final class KeyShape {
  private static final String ID = "{}";
  private static final int MAX_INPUT = 256;
  private static final int MAX_LENGTH = 128;
  private static final int MAX_PART = 40;
  private static final int MAX_DIGITS = 2;
  private static final int MIN_HEX = 8;

  /** What follows is somebody's id or name, even if it looks like a word. */
  private static final Set<String> BEFORE_IDS =
      new HashSet<>(
          Arrays.asList(
              "account",
              "apikey",
              "auth",
              "customer",
              "email",
              "ip",
              "jwt",
              "login",
              "mail",
              "member",
              "name",
              "otp",
              "password",
              "phone",
              "refresh",
              "reset",
              "secret",
              "sess",
              "session",
              "tenant",
              "token",
              "user",
              "username"));

  /** Words that are part of a key's structure wherever they stand. */
  private static final Set<String> STRUCTURE =
      new HashSet<>(
          Arrays.asList(
              "active",
              "all",
              "cache",
              "cart",
              "count",
              "counter",
              "data",
              "expirations",
              "expires",
              "favorites",
              "history",
              "id",
              "ids",
              "index",
              "info",
              "limit",
              "list",
              "lock",
              "meta",
              "online",
              "orders",
              "permissions",
              "profile",
              "queue",
              "rate",
              "roles",
              "session",
              "sessions",
              "set",
              "settings",
              "stats",
              "status",
              "token",
              "tokens",
              "user"));

  private KeyShape() {}

  static String of(String text) {
    // A secret may span several parts; what replaces it is no word.
    String key = Secrets.mask(text.length() <= MAX_INPUT ? text : text.substring(0, MAX_INPUT + 1));
    StringBuilder out = new StringBuilder(Math.min(key.length(), MAX_LENGTH) + 8);
    int end = Math.min(key.length(), MAX_INPUT);
    String before = "";
    int from = 0;
    while (from <= end && out.length() <= MAX_LENGTH) {
      int to = from;
      while (to < end && !isSeparator(key.charAt(to))) {
        to++;
      }
      String part = key.substring(from, to);
      if (!part.isEmpty()) {
        out.append(isWord(part, before) ? part : ID);
        before = part;
      }
      // The braces of a cluster's hash tag are no part of the shape.
      if (to < end && key.charAt(to) != '{' && key.charAt(to) != '}') {
        out.append(key.charAt(to));
      }
      from = to + 1;
    }
    if (end < key.length() || out.length() > MAX_LENGTH) {
      out.setLength(Math.min(out.length(), MAX_LENGTH - 3));
      out.append("...");
    }
    return out.length() == 0 ? ID : out.toString();
  }

  private static boolean isSeparator(char c) {
    return ":/|.,;{}".indexOf(c) >= 0;
  }

  private static boolean isWord(String part, String before) {
    if (part.length() > MAX_PART || !isLetter(part.charAt(0))) {
      return false;
    }
    int digits = 0;
    boolean hex = true;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (SecretShapes.isDigit(c)) {
        digits++;
      } else if (!isLetter(c) && c != '_' && c != '-' && c != '*') {
        return false;
      }
      hex &= Tokens.isHex(c);
    }
    if (digits > MAX_DIGITS || (hex && part.length() >= MIN_HEX)) {
      return false;
    }
    if (BEFORE_IDS.contains(before.toLowerCase(Locale.ROOT)) && !STRUCTURE.contains(part)) {
      return false;
    }
    return !Tokens.isRandom(part);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
