/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.List;

/** The errors of one rule file, in the order of the file. */
final class Problems {
  private static final int MOST = 100;

  private final String file;
  private final List<Problem> all = new ArrayList<>();

  private static final class Problem {
    final int line;
    final int column;
    final String message;

    Problem(int line, int column, String message) {
      this.line = line;
      this.column = column;
      this.message = message;
    }

    boolean isAfter(int otherLine, int otherColumn) {
      return line > otherLine || (line == otherLine && column > otherColumn);
    }
  }

  Problems(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  void error(Node at, String message) {
    error(at.line, at.column, message);
  }

  /** Adds an error; beyond a hundred it is not kept. */
  void error(int line, int column, String message) {
    if (all.size() < MOST) {
      int place = all.size();
      while (place > 0 && all.get(place - 1).isAfter(line, column)) {
        place--;
      }
      all.add(place, new Problem(line, column, message));
    }
  }

  int count() {
    return all.size();
  }

  /** Appends a line for each error: {@code rules.yaml:6:5: error: …}. */
  void addLines(List<String> lines) {
    for (Problem problem : all) {
      String place = problem.line == 0 ? "" : ":" + problem.line + ":" + problem.column;
      lines.add(file + place + ": error: " + problem.message);
    }
  }
}
