/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The paths of some values in JSON texts, such as {@code id} and {@code metrics.predict_time}.
 * Reads them from the bytes without making a tree; what is not asked for is skipped. Immutable.
 */
public final class JsonPaths {
  /** How many bytes are looked at. */
  public static final int MAX_BYTES = JsonFeed.MAX_BYTES;

  private final JsonTree tree;

  /**
   * Takes the paths: names of members, separated by dots for members of members, and numbers from 0
   * for elements of arrays: {@code lines.data.0.id}.
   */
  public JsonPaths(String... paths) {
    tree = new JsonTree(Arrays.asList(paths), Collections.nCopies(paths.length, false));
  }

  int size() {
    return tree.count();
  }

  /**
   * Begins to read a text that comes in pieces; its values are in the order of the paths.
   *
   * @param mostBytes how many bytes are looked at
   */
  public JsonFeed feed(int mostBytes) {
    return new JsonFeed(tree, mostBytes);
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
    JsonFeed feed = feed(MAX_BYTES);
    feed.feed(json, 0, Math.min(length, json.length));
    @Nullable Object[] values = new Object[tree.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = feed.value(i);
    }
    return values;
  }
}
