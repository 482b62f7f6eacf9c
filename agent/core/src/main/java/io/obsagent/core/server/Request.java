/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of an HTTP request. Immutable. */
public final class Request {
  private final String method;
  private final String path;
  private final String query;
  private final List<String> headers;

  private Request(String method, String target, List<String> headers) {
    this.method = method;
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.query = mark < 0 ? "" : target.substring(mark + 1);
    this.headers = headers;
  }

  /** The head of a request, up to the empty line; null if it is malformed. */
  static @Nullable Request parse(byte[] head, int length) {
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int start = 0;
    int end;
    while ((end = text.indexOf('\n', start)) >= 0) {
      int last = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
      lines.add(text.substring(start, last));
      start = end + 1;
    }
    String first = lines.isEmpty() ? "" : lines.remove(0);
    int space = first.indexOf(' ');
    int version = first.lastIndexOf(' ');
    if (space <= 0 || version <= space + 1 || !first.startsWith("HTTP/1.", version + 1)) {
      return null;
    }
    String target = first.substring(space + 1, version);
    if (target.indexOf(' ') >= 0) {
      return null;
    }
    return new Request(first.substring(0, space), withoutOrigin(target), lines);
  }

  private static String withoutOrigin(String target) {
    if (target.startsWith("http://")) {
      int slash = target.indexOf('/', 7);
      return slash < 0 ? "/" : target.substring(slash);
    }
    return target;
  }

  String method() {
    return method;
  }

  /** The path as sent, still encoded, without the query. */
  public String path() {
    return path;
  }

  /** The query as sent, still encoded, without the question mark; empty if there is none. */
  public String query() {
    return query;
  }

  /**
   * The values of a header, joined by commas; null if there is none. The name's case does not
   * matter.
   */
  public @Nullable String header(String name) {
    String found = null;
    for (int i = 0; i < headers.size(); i++) {
      String line = headers.get(i);
      int length = name.length();
      if (line.length() > length
          && line.charAt(length) == ':'
          && line.regionMatches(true, 0, name, 0, length)) {
        String value = line.substring(length + 1).trim();
        found = found == null ? value : found + ", " + value;
      }
    }
    return found;
  }
}
