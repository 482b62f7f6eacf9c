/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, for a terminal or as Markdown. */
final class Table {
  private final List<String[]> rows = new ArrayList<>();

  Table(String... heading) {
    rows.add(heading);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Columns as wide as they must be, with no space at the ends of lines. */
  void print(Output output) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      int wanted = 0;
      for (int i = 0; i < row.length; i++) {
        if (!row[i].isEmpty()) {
          while (line.length() < wanted) {
            line.append(' ');
          }
          line.append(row[i]);
        }
        wanted += widths[i] + 2;
      }
      output.say(line.toString());
    }
  }

  /** A Markdown table; what Markdown would take for its own is escaped. */
  void appendMarkdown(StringBuilder page) {
    for (int i = 0; i < rows.size(); i++) {
      for (String cell : rows.get(i)) {
        page.append("| ").append(escaped(cell)).append(cell.isEmpty() ? "" : " ");
      }
      page.append("|\n");
      if (i == 0) {
        for (int j = 0; j < rows.get(0).length; j++) {
          page.append("|---");
        }
        page.append("|\n");
      }
    }
  }

  private static String escaped(String cell) {
    return cell.replace("|", "\\|").replace("\n", " ");
  }
}
