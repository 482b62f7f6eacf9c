/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a JSON text are asked for: by names of members and places in arrays, separated by
 * dots, such as {@code items.0.id}. Immutable.
 */
public final class JsonTree {
  final Node root = new Node("", null);
  final int depth;
  private final int count;

  /**
   * Takes the paths.
   *
   * @param paths an empty one is the text itself
   * @param sizes of which paths not the value is asked for but how long it is: members, elements or
   *     characters
   */
  public JsonTree(List<String> paths, List<Boolean> sizes) {
    int deepest = 0;
    for (int i = 0; i < paths.size(); i++) {
      deepest = Math.max(deepest, add(paths.get(i), sizes.get(i), i));
    }
    depth = deepest;
    count = paths.size();
  }

  private int add(String path, boolean size, int index) {
    Node node = root;
    int steps = 1;
    int from = 0;
    while (from <= path.length() && !path.isEmpty()) {
      int dot = path.indexOf('.', from);
      int end = dot < 0 ? path.length() : dot;
      node = node.childOrNew(path.substring(from, end));
      from = end + 1;
      steps++;
    }
    if (size) {
      node.sizeIndex = index;
    } else {
      node.index = index;
    }
    return steps;
  }

  /** How many values are asked for. */
  public int count() {
    return count;
  }

  /** A value that is asked for, or that has such values. */
  static final class Node {
    final String name;
    final @Nullable Node next;
    @Nullable Node children;
    int index = -1;
    int sizeIndex = -1;

    Node(String name, @Nullable Node next) {
      this.name = name;
      this.next = next;
    }

    boolean isLeaf() {
      return children == null && sizeIndex < 0;
    }

    boolean isText() {
      return index >= 0 || sizeIndex >= 0;
    }

    Node childOrNew(String name) {
      Node known = child(name);
      if (known == null) {
        known = new Node(name, children);
        children = known;
      }
      return known;
    }

    @Nullable Node child(CharSequence name) {
      for (Node child = children; child != null; child = child.next) {
        if (child.name.contentEquals(name)) {
          return child;
        }
      }
      return null;
    }

    @Nullable Node child(int place) {
      return children == null ? null : child(Integer.toString(place));
    }
  }
}
