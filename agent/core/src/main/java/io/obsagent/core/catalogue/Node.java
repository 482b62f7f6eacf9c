/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a rule file and where it stands there. Not changed once read. */
abstract class Node {
  /** Counted from one; 0 for a built-in catalogue. */
  final int line;

  /** Counted from one; 0 for a built-in catalogue. */
  final int column;

  private Node(int line, int column) {
    this.line = line;
    this.column = column;
  }

  /** What it is, for messages: {@code a text}. */
  abstract String kind();

  /** Whether another piece says the same, wherever it stands. */
  abstract boolean says(Node other);

  /** A scalar of any kind, as written. */
  static final class Text extends Node {
    final String text;
    final boolean quoted;

    Text(int line, int column, String text, boolean quoted) {
      super(line, column);
      this.text = text;
      this.quoted = quoted;
    }

    @Override
    String kind() {
      return "a text";
    }

    @Override
    boolean says(Node other) {
      return other instanceof Text && text.equals(((Text) other).text);
    }
  }

  /** A list. */
  static final class Items extends Node {
    final List<Node> items = new ArrayList<>();

    Items(int line, int column) {
      super(line, column);
    }

    @Override
    String kind() {
      return "a list";
    }

    @Override
    boolean says(Node other) {
      if (!(other instanceof Items) || items.size() != ((Items) other).items.size()) {
        return false;
      }
      for (int i = 0; i < items.size(); i++) {
        if (!items.get(i).says(((Items) other).items.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** A map, in the order of the file; no key is there twice. */
  static final class Fields extends Node {
    final List<Text> keys = new ArrayList<>();
    final List<Node> values = new ArrayList<>();

    Fields(int line, int column) {
      super(line, column);
    }

    void put(Text key, Node value) {
      keys.add(key);
      values.add(value);
    }

    @Nullable Text key(String name) {
      for (Text key : keys) {
        if (key.text.equals(name)) {
          return key;
        }
      }
      return null;
    }

    @Nullable Node get(String name) {
      for (int i = 0; i < keys.size(); i++) {
        if (keys.get(i).text.equals(name)) {
          return values.get(i);
        }
      }
      return null;
    }

    @Override
    String kind() {
      return "a map";
    }

    @Override
    boolean says(Node other) {
      if (!(other instanceof Fields) || keys.size() != ((Fields) other).keys.size()) {
        return false;
      }
      for (int i = 0; i < keys.size(); i++) {
        Node theirs = ((Fields) other).get(keys.get(i).text);
        if (theirs == null || !values.get(i).says(theirs)) {
          return false;
        }
      }
      return true;
    }
  }
}
