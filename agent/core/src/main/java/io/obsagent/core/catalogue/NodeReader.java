/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads plain values out of a rule file, and reports those that are none. */
final class NodeReader {
  /** The SDK keeps 2,000 series of a metric and would drop the labels of more. */
  private static final int SERIES_LIMIT = 1900;

  private static final String[] UNITS = {"ms", "s", "m", "h"};
  private static final long[] UNIT_NANOS = {
    1_000_000L, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L
  };
  private static final long LONGEST_NANOS = 24 * 3_600_000_000_000L;

  private final Problems problems;

  NodeReader(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  /** One text or a list of them; empty when there are none. */
  List<Node.Text> texts(Node.Fields fields, String name, int most) {
    List<Node.Text> texts = new ArrayList<>();
    Node node = fields.get(name);
    if (!(node instanceof Node.Items)) {
      Node.Text text = text(fields, name);
      if (text != null) {
        texts.add(text);
      }
      return texts;
    }
    List<Node> items = ((Node.Items) node).items;
    if (items.isEmpty() || items.size() > most) {
      problems.error(node, name + " is a text or a list of 1 to " + most);
      return texts;
    }
    for (Node item : items) {
      if (isText(item) && !isEmpty(item)) {
        texts.add((Node.Text) item);
      } else {
        problems.error(item, name + " must be a list of texts, but has " + item.kind());
      }
    }
    return texts;
  }

  /** A time such as {@code 15s}, in nanoseconds. */
  long time(Node.Fields fields, String name, long otherwise) {
    Node.Text text = text(fields, name);
    if (text == null) {
      return otherwise;
    }
    for (int i = 0; i < UNITS.length; i++) {
      if (text.text.endsWith(UNITS[i])) {
        double number =
            number(text.text.substring(0, text.text.length() - UNITS[i].length()).trim());
        double nanos = number * UNIT_NANOS[i];
        if (nanos >= UNIT_NANOS[0] && nanos <= LONGEST_NANOS) {
          return (long) nanos;
        }
      }
    }
    problems.error(text, name + " is a time up to 24h, such as 500ms, 15s, 5m or 1h");
    return otherwise;
  }

  int limit(Node.Fields fields, String name, int otherwise) {
    return limit(fields, name, otherwise, SERIES_LIMIT);
  }

  void unknownKeys(Node.Fields fields, List<String> known, String where) {
    for (Node.Text key : fields.keys) {
      if (!known.contains(key.text)) {
        problems.error(
            key, "unknown key '" + key.text + "'" + where + Suggestion.quoted(key.text, known));
      }
    }
  }

  Node.@Nullable Text text(Node.Fields fields, String name) {
    Node node = fields.get(name);
    if (node == null) {
      return null;
    }
    if (!isText(node)) {
      problems.error(node, name + " must be a text, not " + node.kind());
      return null;
    }
    if (isEmpty(node)) {
      problems.error(node, name + " is empty");
      return null;
    }
    return (Node.Text) node;
  }

  @Nullable String string(Node.Fields fields, String name) {
    Node.Text text = text(fields, name);
    return text == null ? null : text.text;
  }

  boolean flag(Node.Fields fields, String name, boolean otherwise) {
    Node.Text text = text(fields, name);
    if (text == null) {
      return otherwise;
    }
    if (!text.text.equals("true") && !text.text.equals("false")) {
      problems.error(text, name + " is true or false, not '" + text.text + "'");
    }
    return text.text.equals("true");
  }

  /** A whole number from one on. */
  int limit(Node.Fields fields, String name, int otherwise, int most) {
    Node.Text text = text(fields, name);
    if (text == null) {
      return otherwise;
    }
    double number = number(text.text);
    if (number >= 1 && number <= most && number == Math.rint(number)) {
      return (int) number;
    }
    problems.error(text, name + " is a whole number from 1 to " + most);
    return otherwise;
  }

  static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  static boolean isText(Node node) {
    return node instanceof Node.Text;
  }

  static boolean isEmpty(Node node) {
    return isText(node) && ((Node.Text) node).text.isEmpty();
  }

  static boolean isName(String text, boolean label) {
    if (text.isEmpty() || text.length() > 200) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean later = i > 0 && ((c >= '0' && c <= '9') || c == '_');
      if (!letter && !later && !(label && c == '_')) {
        return false;
      }
    }
    return true;
  }
}
