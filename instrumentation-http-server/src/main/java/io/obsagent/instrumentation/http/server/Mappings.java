/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The URL patterns of one servlet. Immutable. */
final class Mappings {
  private final String[] patterns;

  Mappings(Collection<String> patterns) {
    this.patterns = patterns.toArray(new String[0]);
  }

  /**
   * The pattern by which a request came to the servlet; null for the default servlet, whose pattern
   * says nothing.
   *
   * @param contextPath what goes before it; the empty string for the root
   * @param servletPath the part of the path that the pattern matched
   * @param pathInfo what follows, null when nothing does
   */
  @Nullable String route(String contextPath, String servletPath, @Nullable String pathInfo) {
    String prefix = null;
    String extension = null;
    for (String pattern : patterns) {
      if (isPrefix(pattern, servletPath)) {
        prefix = pattern;
      } else if (pathInfo == null && !servletPath.equals("/") && pattern.equals(servletPath)) {
        return joined(contextPath, pattern);
      } else if (pathInfo == null
          && pattern.startsWith("*.")
          && servletPath.regionMatches(
              servletPath.length() - pattern.length() + 1, pattern, 1, pattern.length() - 1)) {
        extension = pattern;
      } else if (pattern.isEmpty() && servletPath.isEmpty() && "/".equals(pathInfo)) {
        return joined(contextPath, "/");
      }
    }
    return prefix != null
        ? joined(contextPath, prefix)
        : extension != null ? joined(contextPath, "/".concat(extension)) : null;
  }

  /** Whether the servlet takes what no other takes. */
  boolean isDefault() {
    for (String pattern : patterns) {
      if (pattern.equals("/")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPrefix(String pattern, String servletPath) {
    return pattern.length() == servletPath.length() + 2
        && pattern.endsWith("/*")
        && pattern.startsWith(servletPath);
  }

  static String joined(String contextPath, String pattern) {
    return contextPath.isEmpty() ? pattern : contextPath.concat(pattern);
  }
}
