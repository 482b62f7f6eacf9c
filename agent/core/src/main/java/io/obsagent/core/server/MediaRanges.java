/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

/**
 * Reads the lists of {@code Accept} and {@code Accept-Encoding}: {@code value;parameter=x;q=0.5,
 * value}.
 */
final class MediaRanges {
  private MediaRanges() {}

  /**
   * How much a value is wanted, from 0 to 1; 0 if the list does not name it.
   *
   * @param list the header
   * @param value the value without parameters, in lower case
   */
  static double quality(String list, String value) {
    double best = 0;
    int start = 0;
    while (start < list.length()) {
      int end = list.indexOf(',', start);
      end = end < 0 ? list.length() : end;
      int semicolon = list.indexOf(';', start);
      int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
      if (list.substring(start, nameEnd).trim().equalsIgnoreCase(value)) {
        best = Math.max(best, parameterQuality(list.substring(nameEnd, end)));
      }
      start = end + 1;
    }
    return best;
  }

  private static double parameterQuality(String parameters) {
    int start = 0;
    while (start < parameters.length()) {
      int end = parameters.indexOf(';', start + 1);
      end = end < 0 ? parameters.length() : end;
      String parameter = parameters.substring(start + 1, end).trim();
      if (parameter.startsWith("q=") || parameter.startsWith("Q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).trim());
        } catch (NumberFormatException notWanted) {
          return 0;
        }
      }
      start = end;
    }
    return 1;
  }
}
