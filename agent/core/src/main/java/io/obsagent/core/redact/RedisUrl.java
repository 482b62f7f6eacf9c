/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import org.jspecify.annotations.Nullable;

/** Reads server and database number from a Redis URL, and nothing else. */
public final class RedisUrl {
  private static final int MAX_LENGTH = 2_048;
  private static final String DEFAULT_PORT = "6379";

  private RedisUrl() {}

  /**
   * What a URL such as {@code rediss://user:secret@host:6379/0} or {@code host:6379} says; of
   * several servers the first. Never throws.
   */
  public static DatabaseAddress parse(@Nullable String url) {
    if (url == null) {
      return new DatabaseAddress("redis", null, null, null);
    }
    String text = url.length() <= MAX_LENGTH ? url : url.substring(0, MAX_LENGTH);
    int scheme = text.indexOf("://");
    String rest = scheme < 0 ? text : text.substring(scheme + 3);
    int query = end(rest, "?#");
    DatabaseAddress address = location(rest.substring(rest.lastIndexOf('@', query) + 1));
    // A password may hold any character: then the address follows the last @.
    boolean oddPassword = address.address() == null && rest.indexOf('@') >= 0;
    return oddPassword ? location(rest.substring(rest.lastIndexOf('@') + 1)) : address;
  }

  /** {@code host:port/number}; of several hosts the first. */
  private static DatabaseAddress location(String text) {
    int end = end(text, "/?#,");
    String host = text.substring(0, end);
    int slash = text.indexOf('/', end);
    String database = slash < 0 ? "" : text.substring(slash + 1);
    database = database.substring(0, end(database, "?#/,"));
    String name = isNumber(database) ? database : "0";
    if (host.startsWith("[")) {
      int close = host.indexOf(']');
      String port = host.startsWith("]:", close) ? host.substring(close + 2) : DEFAULT_PORT;
      return new DatabaseAddress("redis", close < 0 ? null : host.substring(1, close), port, name);
    }
    int colon = host.indexOf(':');
    String port = colon < 0 ? DEFAULT_PORT : host.substring(colon + 1);
    return new DatabaseAddress("redis", colon < 0 ? host : host.substring(0, colon), port, name);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!SecretShapes.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() < 6;
  }

  private static int end(String text, String chars) {
    for (int i = 0; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }
}
