/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What may be taken from headers that anyone can send. */
final class Headers {
  private static final int MOST_ID = 64;
  private static final int MOST_ADDRESS = 45;

  private Headers() {}

  /** The id that came with the request, if it is fit for log lines; else a new random one. */
  static String requestId(@Nullable String header) {
    String id = id(header);
    return id == null ? Long.toHexString(ThreadLocalRandom.current().nextLong()) : id;
  }

  /** An id that came with the request, if it is fit for log lines; else null. */
  static @Nullable String id(@Nullable String header) {
    return header != null && isId(header) ? header : null;
  }

  private static boolean isId(String text) {
    if (text.isEmpty() || text.length() > MOST_ID) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** The first address of {@code X-Forwarded-For}; null when it is none. */
  static @Nullable String client(@Nullable String forwarded) {
    if (forwarded == null) {
      return null;
    }
    int comma = forwarded.indexOf(',');
    String first = (comma < 0 ? forwarded : forwarded.substring(0, comma)).trim();
    if (first.isEmpty() || first.length() > MOST_ADDRESS) {
      return null;
    }
    for (int i = 0; i < first.length(); i++) {
      char c = first.charAt(i);
      if (c >= 128 || (Character.digit(c, 16) < 0 && c != '.' && c != ':')) {
        return null;
      }
    }
    return first;
  }

  /** The host of a {@code Host} header, without brackets around an address; null when none. */
  static @Nullable String host(@Nullable String header) {
    if (header == null) {
      return null;
    }
    int colon = portColon(header);
    String host = colon < 0 ? header : header.substring(0, colon);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port of a {@code Host} header; 0 when it names none. */
  static int port(@Nullable String header) {
    int colon = header == null ? -1 : portColon(header);
    if (header == null || colon < 0 || header.length() - colon > 6) {
      return 0;
    }
    int port = 0;
    for (int i = colon + 1; i < header.length(); i++) {
      int digit = header.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      port = 10 * port + digit;
    }
    return port;
  }

  private static int portColon(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? colon : -1;
  }
}
