/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import org.jspecify.annotations.Nullable;

/**
 * The paths of some values in JSON objects, such as {@code id} and {@code metrics.predict_time}.
 * Reads them from the bytes without making a tree; what is not asked for is skipped. Immutable.
 */
public final class JsonPaths {
  /** How many bytes are looked at. */
  public static final int MAX_BYTES = 64 * 1024;

  private final Node root = new Node("", null);
  private final int count;

  /**
   * Takes the paths: names of members, separated by dots for members of members, and numbers from 0
   * for elements of arrays: {@code lines.data.0.id}.
   */
  public JsonPaths(String... paths) {
    for (int i = 0; i < paths.length; i++) {
      add(paths[i], i);
    }
    count = paths.length;
  }

  int size() {
    return count;
  }

  private void add(String path, int index) {
    Node node = root;
    int from = 0;
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
      node = node.child(path.substring(from, dot));
      from = dot + 1;
    }
    node.child(path.substring(from)).index = index;
  }

  /**
   * Reads the values. Never throws: of text that is cut off, or not JSON from some place on, what
   * comes before counts. Of members of the same name the first counts.
   *
   * @param json UTF-8; no more than {@link #MAX_BYTES} are looked at
   * @param length how many of the bytes are the text
   * @return in the order of the paths: a String (cut after 1,024 characters), a Long, a Double, a
   *     Boolean; null for what is missing, null, an object or an array
   */
  public @Nullable Object[] read(byte[] json, int length) {
    @Nullable Object[] values = new Object[count];
    new JsonScanner(json, Math.min(Math.min(length, json.length), MAX_BYTES), values).read(root);
    return values;
  }

  /** A member that is asked for, or that has such members. */
  static final class Node {
    final String name;

    /** The place in an array; -1 for a name that is none. */
    final int place;

    final @Nullable Node next;
    @Nullable Node children;
    int index = -1;

    Node(String name, @Nullable Node next) {
      this.name = name;
      this.place = place(name);
      this.next = next;
    }

    private static int place(String name) {
      for (int i = 0; i < name.length(); i++) {
        if (name.charAt(i) < '0' || name.charAt(i) > '9') {
          return -1;
        }
      }
      return name.isEmpty() || name.length() > 9 ? -1 : Integer.parseInt(name);
    }

    @Nullable Node element(int place) {
      for (Node child = children; child != null; child = child.next) {
        if (child.place == place) {
          return child;
        }
      }
      return null;
    }

    Node child(String name) {
      for (Node child = children; child != null; child = child.next) {
        if (child.name.equals(name)) {
          return child;
        }
      }
      Node child = new Node(name, children);
      children = child;
      return child;
    }
  }
}
