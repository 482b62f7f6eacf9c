/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

/**
 * Names as Prometheus wants them. A name that Prometheus can read is left exactly as it is; others,
 * such as those with dots, are translated as the OpenTelemetry specification says: underscores, the
 * unit, {@code _total} for counters.
 */
final class PrometheusNames {
  private static final String[] UNITS = {
    "d", "days",
    "h", "hours",
    "min", "minutes",
    "s", "seconds",
    "ms", "milliseconds",
    "us", "microseconds",
    "ns", "nanoseconds",
    "By", "bytes",
    "KiBy", "kibibytes",
    "MiBy", "mebibytes",
    "GiBy", "gibibytes",
    "TiBy", "tibibytes",
    "KBy", "kilobytes",
    "MBy", "megabytes",
    "GBy", "gigabytes",
    "TBy", "terabytes",
    "m", "meters",
    "V", "volts",
    "A", "amperes",
    "J", "joules",
    "W", "watts",
    "g", "grams",
    "Cel", "celsius",
    "Hz", "hertz",
    "%", "percent",
    "$", "dollars",
  };
  private static final String[] PER_UNITS = {
    "s", "second",
    "m", "minute",
    "h", "hour",
    "d", "day",
    "w", "week",
    "mo", "month",
    "y", "year",
  };

  private PrometheusNames() {}

  /** Whether Prometheus can read the name of a metric as it is. */
  static boolean isMetricName(String name) {
    return isName(name, true);
  }

  /** Whether Prometheus can read the name of a label as it is. */
  static boolean isLabelName(String name) {
    return isName(name, false);
  }

  private static boolean isName(String name, boolean colons) {
    int length = name.length();
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (!isLetter(c) && (i == 0 || c < '0' || c > '9') && (c != ':' || !colons)) {
        return false;
      }
    }
    return length > 0;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  /** The name that a metric is served under. */
  static String metric(String name, String unit, boolean counter, boolean gauge) {
    if (isMetricName(name)) {
      return name;
    }
    StringBuilder text = new StringBuilder(name.length() + 16);
    appendCollapsed(text, name);
    if (text.length() == 0 || (text.charAt(0) >= '0' && text.charAt(0) <= '9')) {
      text.insert(0, '_');
    }
    if (counter && endsWith(text, "_total")) {
      text.setLength(text.length() - "_total".length());
    }
    String suffix = unit.equals("1") ? (gauge ? "ratio" : "") : unit(unit);
    if (!suffix.isEmpty() && !endsWith(text, "_" + suffix) && !suffix.contentEquals(text)) {
      appendCollapsed(text.append('_'), suffix);
    }
    return counter ? text.append("_total").toString() : text.toString();
  }

  /** The name of a label. */
  static String label(String name) {
    if (isLabelName(name)) {
      return name;
    }
    StringBuilder text = new StringBuilder(name.length() + 1);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (i == 0 && digit) {
        text.append('_');
      }
      text.append(isLetter(c) || digit ? c : '_');
    }
    return text.length() == 0 ? "_" : text.toString();
  }

  /** A unit in words; empty if there is none, or if it is only an annotation in braces. */
  static String unit(String unit) {
    StringBuilder plain = new StringBuilder(unit.length());
    int depth = 0;
    for (int i = 0; i < unit.length(); i++) {
      char c = unit.charAt(i);
      depth += c == '{' ? 1 : 0;
      if (depth == 0) {
        plain.append(c);
      }
      depth -= c == '}' && depth > 0 ? 1 : 0;
    }
    String text = plain.toString().trim();
    int slash = text.indexOf('/');
    if (slash < 0) {
      return lookUp(UNITS, text);
    }
    String base = lookUp(UNITS, text.substring(0, slash));
    String per = lookUp(PER_UNITS, text.substring(slash + 1));
    if (per.isEmpty()) {
      return base;
    }
    return base.isEmpty() ? "per_" + per : base + "_per_" + per;
  }

  private static String lookUp(String[] pairs, String unit) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(unit)) {
        return pairs[i + 1];
      }
    }
    StringBuilder text = new StringBuilder(unit.length());
    appendCollapsed(text, unit);
    return text.toString();
  }

  /**
   * Appends a text with each run of characters that are not allowed, or are underscores, as one
   * underscore.
   */
  private static void appendCollapsed(StringBuilder target, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed = (isLetter(c) && c != '_') || (c >= '0' && c <= '9') || c == ':';
      int length = target.length();
      if (allowed) {
        target.append(c);
      } else if (length == 0 || target.charAt(length - 1) != '_') {
        target.append('_');
      }
    }
  }

  private static boolean endsWith(StringBuilder text, String suffix) {
    int start = text.length() - suffix.length();
    return start >= 0 && text.indexOf(suffix, start) == start;
  }
}
