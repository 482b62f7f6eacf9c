/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

/**
 * Times as programs write them: seconds, milliseconds, microseconds or nanoseconds since the epoch,
 * or ISO 8601 in UTC or with an offset.
 */
final class Timestamp {
  private static final String MOST = Long.toString(Long.MAX_VALUE);
  private static final long SECOND_2001 = 1_000_000_000L;
  private static final int[] DAYS_BEFORE = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

  private Timestamp() {}

  /** Milliseconds since the epoch; 0 when the text is no time since 2001. */
  static long millis(String text) {
    int digits = digits(text, 0, text.length());
    if (digits == text.length()) {
      boolean fits =
          digits > 0
              && (digits < MOST.length() || digits == MOST.length() && text.compareTo(MOST) <= 0);
      return fits ? sinceEpoch(Long.parseLong(text)) : 0;
    }
    return digits == 4 ? iso(text) : 0;
  }

  private static long sinceEpoch(long number) {
    long unit = SECOND_2001;
    if (number < unit) {
      return 0;
    }
    if (number < unit * 100) {
      return number * 1000;
    }
    if (number < unit * 100_000) {
      return number;
    }
    return number < unit * 100_000_000 ? number / 1000 : number / 1_000_000;
  }

  /** {@code 2026-11-21T10:15:30.123Z}, with or without a fraction. */
  private static long iso(String text) {
    if (text.length() < 20 || text.charAt(10) != 'T') {
      return 0;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (year < 2001 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0) {
      return 0;
    }
    int at = 19;
    long fraction = 0;
    if (text.charAt(at) == '.') {
      int end = at + 1 + digits(text, at + 1, text.length());
      for (int i = at + 1; i < at + 4; i++) {
        fraction = fraction * 10 + (i < end ? text.charAt(i) - '0' : 0);
      }
      at = end;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    long before = year - 1;
    long days = before * 365 + before / 4 - before / 100 + before / 400 - 719_162;
    days += DAYS_BEFORE[month - 1] + (leap && month > 2 ? 1 : 0) + day - 1;
    long millis = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction;
    return offset(text, at, millis);
  }

  /** Takes off the offset that the text ends with; 0 when it ends otherwise. */
  private static long offset(String text, int at, long millis) {
    if (text.length() == at + 1 && text.charAt(at) == 'Z') {
      return millis;
    }
    if (text.length() != at + 6 || text.charAt(at + 3) != ':') {
      return 0;
    }
    int hours = number(text, at + 1, at + 3);
    int minutes = number(text, at + 4, at + 6);
    char sign = text.charAt(at);
    if (hours < 0 || minutes < 0 || sign != '+' && sign != '-') {
      return 0;
    }
    long offset = (hours * 60L + minutes) * 60_000;
    return sign == '+' ? millis - offset : millis + offset;
  }

  private static int number(String text, int from, int to) {
    return digits(text, from, to) == to - from ? Integer.parseInt(text.substring(from, to)) : -1;
  }

  private static int digits(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }
}
