/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** A key without its ids: each part that is no plain word becomes <code>{}</code>. */
final class KeyShape {
  /** What stands in the place of an id. */
  static final String ID = "{}";

  private static final int MAX_INPUT = 256;
  private static final int MAX_LENGTH = 128;
  private static final int MAX_PART = 40;
  private static final int MAX_DIGITS = 2;
  private static final int MIN_HEX = 8;

  /** What follows is somebody's id or name, even if it looks like a word. */
  private static final String[] BEFORE_IDS = {
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
    "username",
  };

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
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 8);
    append(text, out);
    return out.toString();
  }

  static void append(String text, StringBuilder out) {
    // A secret may span several parts; what replaces it is no word.
    String key = Secrets.mask(text.length() <= MAX_INPUT ? text : text.substring(0, MAX_INPUT + 1));
    int start = out.length();
    int end = Math.min(key.length(), MAX_INPUT);
    int before = 0;
    int beforeEnd = 0;
    int from = 0;
    while (from <= end && out.length() - start <= MAX_LENGTH) {
      int to = from;
      while (to < end && !isSeparator(key.charAt(to))) {
        to++;
      }
      if (to > from) {
        boolean word =
            isWord(key, from, to)
                && (!isBeforeId(key, before, beforeEnd)
                    || STRUCTURE.contains(key.substring(from, to)));
        out.append(word ? key : ID, word ? from : 0, word ? to : ID.length());
        before = from;
        beforeEnd = to;
      }
      // The braces of a cluster's hash tag are no part of the shape.
      if (to < end && key.charAt(to) != '{' && key.charAt(to) != '}') {
        out.append(key.charAt(to));
      }
      from = to + 1;
    }
    if (end < key.length() || out.length() - start > MAX_LENGTH) {
      out.setLength(Math.min(out.length(), start + MAX_LENGTH - 3));
      out.append("...");
    }
    if (out.length() == start) {
      out.append(ID);
    }
  }

  private static boolean isSeparator(char c) {
    return ":/|.,;{}".indexOf(c) >= 0;
  }

  private static boolean isWord(String key, int from, int to) {
    if (to - from > MAX_PART || !isLetter(key.charAt(from))) {
      return false;
    }
    int digits = 0;
    boolean hex = true;
    for (int i = from; i < to; i++) {
      char c = key.charAt(i);
      if (SecretShapes.isDigit(c)) {
        digits++;
      } else if (!isLetter(c) && c != '_' && c != '-' && c != '*') {
        return false;
      }
      hex &= Tokens.isHex(c);
    }
    return digits <= MAX_DIGITS
        && !(hex && to - from >= MIN_HEX)
        && !Tokens.isRandom(key, from, to);
  }

  /** Whether what follows this part is an id. */
  private static boolean isBeforeId(String key, int from, int to) {
    for (String word : BEFORE_IDS) {
      if (word.length() == to - from && key.regionMatches(true, from, word, 0, to - from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
