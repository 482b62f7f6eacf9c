/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.json.JsonFeed;
import io.obsagent.core.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * {@code json}: what stands at a path in a text that is JSON; null where it is none, or nothing
 * stands there.
 */
final class JsonFunction<S> extends Expression<S> {
  private final Expression<S> operand;
  private final String path;
  private final JsonTree tree;

  /**
   * Takes what to read.
   *
   * @param path names and places separated by dots; empty for the whole
   * @param size whether to give the length of what is there
   */
  JsonFunction(Expression<S> operand, String path, boolean size) {
    this.operand = operand;
    this.path = path;
    this.tree = new JsonTree(Collections.singletonList(path), Collections.singletonList(size));
  }

  @Override
  @Nullable Object value(S subject) {
    Object text = operand.value(subject);
    if (!(text instanceof CharSequence) || !isJson((CharSequence) text)) {
      return null;
    }
    CharSequence json = (CharSequence) text;
    int length = Math.min(json.length(), JsonFeed.MAX_BYTES);
    byte[] bytes = json.subSequence(0, length).toString().getBytes(StandardCharsets.UTF_8);
    JsonFeed feed = new JsonFeed(tree);
    feed.feed(bytes, 0, bytes.length);
    return feed.value(0);
  }

  /** By how it begins. */
  private static boolean isJson(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[') {
        return true;
      }
      if (!Character.isWhitespace(c)) {
        return false;
      }
    }
    return false;
  }

  @Override
  Expression<S> length() {
    return new JsonFunction<>(operand, path, true);
  }
}
