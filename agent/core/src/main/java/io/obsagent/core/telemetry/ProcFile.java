/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads files of Linux's proc file system. */
final class ProcFile {
  private static final int MOST_LINES = 200;

  private ProcFile() {}

  /** The number behind a word at the start of a line; null when there is none. */
  static @Nullable Long number(String file, String word) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(file), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < MOST_LINES; i++) {
        String line = reader.readLine();
        if (line == null) {
          return null;
        }
        if (line.startsWith(word)) {
          return leading(line.substring(word.length()).trim());
        }
      }
    } catch (IOException e) {
      // There is no such file here.
    }
    return null;
  }

  private static @Nullable Long leading(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end == 0 ? null : Long.valueOf(text.substring(0, end));
  }
}
