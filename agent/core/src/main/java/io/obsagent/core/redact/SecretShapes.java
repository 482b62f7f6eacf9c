/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

/**
 * Shapes of secrets. Each method takes the text, the place where a shape may begin and the end of
 * the text, and gives the place behind the secret, or -1.
 */
final class SecretShapes {
  private static final int MAX_CARD_DIGITS = 19;
  private static final int MIN_CARD_DIGITS = 13;
  private static final int MAX_LOCAL_PART = 128;
  private static final int MAX_DOMAIN = 253;

  /** A prefix that tells a secret, and how long its tail must be at least. */
  private static final class Prefix {
    private final String prefix;
    private final int tail;

    Prefix(String prefix, int tail) {
      this.prefix = prefix;
      this.tail = tail;
    }
  }

  private static final Prefix[] PREFIXES = {
    new Prefix("sk_live_", 1),
    new Prefix("sk_test_", 1),
    new Prefix("rk_live_", 1),
    new Prefix("rk_test_", 1),
    new Prefix("pk_live_", 1),
    new Prefix("pk_test_", 1),
    new Prefix("whsec_", 1),
    new Prefix("r8_", 4),
    new Prefix("ghp_", 4),
    new Prefix("gho_", 4),
    new Prefix("ghu_", 4),
    new Prefix("ghs_", 4),
    new Prefix("ghr_", 4),
    new Prefix("github_pat_", 1),
    new Prefix("glpat-", 4),
    new Prefix("xoxa-", 4),
    new Prefix("xoxb-", 4),
    new Prefix("xoxp-", 4),
    new Prefix("xoxr-", 4),
    new Prefix("xoxs-", 4),
    new Prefix("sk-", 16),
    new Prefix("hf_", 16),
    new Prefix("npm_", 16),
    new Prefix("dckr_pat_", 4),
    new Prefix("shpat_", 4),
    new Prefix("ya29.", 8),
    new Prefix("AIza", 20),
    new Prefix("SG.", 20),
  };

  /** The first characters of the prefixes. */
  private static final String FIRST_CHARS = "srpwgxhndyAS";

  private SecretShapes() {}

  /** A token with a tell-tale prefix, a JWT, or an AWS access key id. */
  static int token(String text, int from, int end) {
    char first = text.charAt(from);
    if (first == 'e' && text.startsWith("eyJ", from)) {
      return jwt(text, from, end);
    }
    if (first == 'A' && (text.startsWith("AKIA", from) || text.startsWith("ASIA", from))) {
      return accessKeyId(text, from, end);
    }
    if (FIRST_CHARS.indexOf(first) < 0) {
      return -1;
    }
    for (Prefix shape : PREFIXES) {
      if (text.startsWith(shape.prefix, from)) {
        int tail = from + shape.prefix.length();
        int i = tail;
        while (i < end && isTokenPart(text.charAt(i))) {
          i++;
        }
        return i - tail >= shape.tail ? i : -1;
      }
    }
    return -1;
  }

  /** A payment card number, with or without spaces or dashes, by its checksum. */
  static int card(String text, int from, int end) {
    if (!startsLikeCard(text, from, end)) {
      return -1;
    }
    int found = -1;
    int digits = 0;
    int lastPlain = 0;
    int lastDoubled = 0;
    int i = from;
    while (i < end && digits < MAX_CARD_DIGITS) {
      char c = text.charAt(i);
      if (isDigit(c)) {
        // Every second digit from the right is doubled: keep the sums for either parity.
        int digit = c - '0';
        int sum = lastDoubled + digit;
        lastDoubled = lastPlain + (digit < 5 ? 2 * digit : 2 * digit - 9);
        lastPlain = sum;
        digits++;
        i++;
        boolean over = i == end || !isAlphanumeric(text.charAt(i));
        if (over && digits >= MIN_CARD_DIGITS && lastPlain % 10 == 0) {
          found = i;
        }
      } else if ((c == ' ' || c == '-') && i + 1 < end && isDigit(text.charAt(i + 1))) {
        i++;
      } else {
        break;
      }
    }
    return found;
  }

  /** Where the local part begins of an e-mail address whose {@code @} is at the given place. */
  static int localPart(String text, int at, int from) {
    int start = at;
    int limit = Math.max(from, at - MAX_LOCAL_PART);
    while (start > limit && isLocalPart(text.charAt(start - 1))) {
      start--;
    }
    return start < at ? start : -1;
  }

  /** The end of a domain name with at least one dot. */
  static int domain(String text, int from, int end) {
    int limit = Math.min(end, from + MAX_DOMAIN);
    int found = -1;
    int label = from;
    for (int i = from; i <= limit; i++) {
      char c = i < limit ? text.charAt(i) : ' ';
      if (isAlphanumeric(c) || c == '-') {
        if (label > from && i - label >= 1 && Character.isLetter(c)) {
          found = i + 1;
        } else if (found >= 0) {
          found = i + 1;
        }
      } else if (c == '.' && i > label) {
        label = i + 1;
      } else {
        break;
      }
    }
    return found;
  }

  /** The end of the credentials behind {@code ://}, without their {@code @}. */
  static int userInfo(String text, int from, int end) {
    int limit = Math.min(end, from + 512);
    int inAuthority = -1;
    int anywhere = -1;
    boolean authority = true;
    boolean oddPort = false;
    boolean afterColon = false;
    for (int i = from; i < limit; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '"' || c == '<' || c == '>') {
        break;
      }
      authority &= c != '/' && c != '?' && c != '#';
      if (c == '@') {
        anywhere = i;
        inAuthority = authority ? i : inAuthority;
      } else if (authority) {
        oddPort |= afterColon && !isDigit(c);
        afterColon |= c == ':' && text.charAt(from) != '[';
      }
    }
    return inAuthority >= 0 ? inAuthority : oddPort ? anywhere : -1;
  }

  static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c > 0xa0;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isTokenPart(char c) {
    return isAlphanumeric(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=';
  }

  private static int jwt(String text, int from, int end) {
    int i = segment(text, from, end);
    if (i - from < 8) {
      return -1;
    }
    boolean dotted = false;
    while (i + 1 < end && text.charAt(i) == '.' && isSegmentPart(text.charAt(i + 1))) {
      i = segment(text, i + 1, end);
      dotted = true;
    }
    return dotted || i - from >= 20 ? i : -1;
  }

  private static int segment(String text, int from, int end) {
    int i = from;
    while (i < end && isSegmentPart(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isSegmentPart(char c) {
    return isAlphanumeric(c) || c == '_' || c == '-' || c == '=';
  }

  private static int accessKeyId(String text, int from, int end) {
    boolean digit = false;
    int i = from + 4;
    while (i < end
        && ((text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') || isDigit(text.charAt(i)))) {
      digit |= isDigit(text.charAt(i));
      i++;
    }
    int tail = i - from - 4;
    return tail >= 12 || (tail >= 4 && digit) ? i : -1;
  }

  private static boolean startsLikeCard(String text, int from, int end) {
    if (from + MIN_CARD_DIGITS > end) {
      return false;
    }
    char first = text.charAt(from);
    if (first == '2') {
      char second = text.charAt(from + 1);
      return second >= '2' && second <= '7';
    }
    return first >= '3' && first <= '6';
  }

  private static boolean isLocalPart(char c) {
    return isAlphanumeric(c) || "._%+-'".indexOf(c) >= 0;
  }
}
