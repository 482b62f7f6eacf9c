/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import org.jspecify.annotations.Nullable;

/**
 * Removes from a URL what must not be recorded. User info and fragment always go; so does the query
 * string unless asked for; path segments that are secrets are masked.
 */
public final class Urls {
  private static final int MAX_INPUT = 4_096;
  private static final int MAX_LENGTH = 2_048;
  private static final int MAX_ENCODINGS = 3;
  private static final int MAX_WORD = 12;
  private static final int MAX_NAME = 4;

  /** What follows one of these segments is a secret whatever it looks like. */
  private static final String[] BEFORE_SECRETS = {
    "activate",
    "confirm",
    "invitation",
    "invite",
    "invites",
    "magic-link",
    "reset",
    "reset-password",
    "password-reset",
    "secrets",
    "share",
    "tokens",
    "unsubscribe",
    "verify",
  };

  private Urls() {}

  /** The URL without user info, query and fragment, its path masked. Never throws. */
  public static String redact(@Nullable String url) {
    return redact(url, false);
  }

  /**
   * As {@link #redact(String)}.
   *
   * @param keepQuery whether the query stays; values of sensitive parameters and values that look
   *     secret are masked then
   */
  public static String redact(@Nullable String url, boolean keepQuery) {
    if (url == null) {
      return "";
    }
    if (isPlainPath(url)) {
      return url;
    }
    String text = url.length() <= MAX_INPUT ? url : url.substring(0, MAX_INPUT);
    StringBuilder out = new StringBuilder(text.length());
    int path = authority(text, out);
    if (path >= 0) {
      int pathEnd = indexOfAny(text, "?#", path);
      path(text, path, pathEnd, out);
      if (keepQuery && pathEnd < text.length() && text.charAt(pathEnd) == '?') {
        query(text, pathEnd + 1, indexOfAny(text, "#", pathEnd), out);
      }
    }
    if (out.length() > MAX_LENGTH) {
      out.setLength(MAX_LENGTH);
    }
    return out.toString();
  }

  /** Whether it is a path of words and numbers, as most are, which stays as it is. */
  private static boolean isPlainPath(String url) {
    int end = url.length();
    if (end == 0 || end > MAX_LENGTH || url.charAt(0) != '/') {
      return false;
    }
    int from = 1;
    while (from < end) {
      int to = url.indexOf('/', from);
      to = to < 0 ? end : to;
      // Two slashes may begin a host.
      if (to == from
          || !(isNumber(url, from, to)
              || isWord(url, from, to) && !isBeforeSecret(url, from, to))) {
        return false;
      }
      from = to + 1;
    }
    return true;
  }

  /** Writes scheme and host; gives the place of the path, or -1 where nothing more may be told. */
  private static int authority(String url, StringBuilder out) {
    int scheme = schemeEnd(url);
    int from = scheme < 0 ? 0 : scheme + 1;
    if (!url.startsWith("//", from)) {
      if (scheme < 0) {
        return 0;
      }
      out.append(url, 0, scheme + 1).append(Secrets.REDACTED);
      return -1;
    }
    out.append(url, 0, from + 2);
    int end = indexOfAny(url, "/?#\\", from + 2);
    int host = url.lastIndexOf('@', end - 1) + 1;
    host = Math.max(host, from + 2);
    if (isHostAndPort(url, host, end)) {
      out.append(url, host, end);
      return end;
    }
    // Such as a password with a slash in it: where the host begins cannot be told.
    out.append(Secrets.REDACTED);
    return -1;
  }

  private static int schemeEnd(String url) {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c == ':') {
        return i == 0 ? -1 : i;
      }
      if (!(SecretShapes.isAlphanumeric(c) || c == '+' || c == '-' || c == '.')) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isHostAndPort(String url, int from, int end) {
    int colon = url.lastIndexOf(':', end - 1);
    int bracket = url.lastIndexOf(']', end - 1);
    if (colon < from || colon < bracket) {
      return true;
    }
    for (int i = colon + 1; i < end; i++) {
      if (!SecretShapes.isDigit(url.charAt(i))) {
        return false;
      }
    }
    return end - colon <= 6;
  }

  private static void path(String url, int from, int end, StringBuilder out) {
    boolean secretFollows = false;
    int i = from;
    while (i < end) {
      if (url.charAt(i) == '/') {
        out.append('/');
        i++;
        continue;
      }
      int segmentEnd = Math.min(end, indexOfAny(url, "/", i));
      if (!secretFollows && isNumber(url, i, segmentEnd)) {
        out.append(url, i, segmentEnd);
        i = segmentEnd;
        continue;
      }
      // Parameters of a segment, such as a session id, are left out.
      int nameEnd = Math.min(segmentEnd, indexOfAny(url, ";", i));
      String segment = decoded(url.substring(i, nameEnd));
      int length = segment.length();
      if (secretFollows || (!isWord(segment, 0, length) && Tokens.isSecret(segment))) {
        out.append(Secrets.REDACTED);
        secretFollows = false;
      } else {
        out.append(url, i, nameEnd);
        secretFollows = isBeforeSecret(segment, 0, length);
      }
      i = segmentEnd;
    }
  }

  private static boolean isNumber(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!SecretShapes.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return to - from <= MAX_WORD;
  }

  /** Whether it is a short word such as {@code images} or {@code v1}, and so no secret. */
  private static boolean isWord(String text, int from, int to) {
    boolean letters = true;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 'a' || c > 'z') {
        if (!SecretShapes.isDigit(c)) {
          return false;
        }
        letters = false;
      }
    }
    return to - from <= (letters ? MAX_WORD : MAX_NAME);
  }

  private static boolean isBeforeSecret(String text, int from, int to) {
    for (String word : BEFORE_SECRETS) {
      if (word.length() == to - from && text.regionMatches(true, from, word, 0, to - from)) {
        return true;
      }
    }
    return SensitiveNames.isSensitive(text, from, to);
  }

  private static void query(String url, int from, int end, StringBuilder out) {
    char separator = '?';
    int i = from;
    while (i < end) {
      int pairEnd = Math.min(end, indexOfAny(url, "&;", i));
      int equals = url.indexOf('=', i);
      out.append(separator);
      if (equals < 0 || equals >= pairEnd) {
        value(url, i, pairEnd, out);
      } else {
        String name = decoded(url.substring(i, equals));
        if (Tokens.isSecret(name)) {
          out.append(Secrets.REDACTED).append('=');
        } else {
          out.append(url, i, equals + 1);
        }
        if (SensitiveNames.isSensitiveParameter(name)) {
          out.append(Secrets.REDACTED);
        } else {
          value(url, equals + 1, pairEnd, out);
        }
      }
      separator = '&';
      i = pairEnd + 1;
    }
  }

  private static void value(String url, int from, int to, StringBuilder out) {
    if (Tokens.isSecret(decoded(url.substring(from, to)))) {
      out.append(Secrets.REDACTED);
    } else {
      out.append(url, from, to);
    }
  }

  /** The text with percent-encoding removed, also where it was encoded more than once. */
  private static String decoded(String text) {
    String decoded = text;
    for (int i = 0; i < MAX_ENCODINGS && decoded.indexOf('%') >= 0; i++) {
      decoded = decodedOnce(decoded);
    }
    return decoded;
  }

  private static String decodedOnce(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean encoded =
          c == '%'
              && i + 2 < text.length()
              && Tokens.isHex(text.charAt(i + 1))
              && Tokens.isHex(text.charAt(i + 2));
      if (encoded) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static int indexOfAny(String text, String chars, int from) {
    for (int i = from; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }
}
