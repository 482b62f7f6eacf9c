/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names that an expression may use, by what it is evaluated on.
 *
 * @param <S> what expressions read
 */
abstract class Names<S> {
  /** What a name stands for; null when it is not one. */
  abstract @Nullable Expression<S> find(String name);

  /** All names, for messages. */
  abstract List<String> all();

  /** What is wrong with a name that stands for nothing. */
  String missing(String name) {
    StringBuilder known = new StringBuilder();
    for (String one : all()) {
      known.append(known.length() == 0 ? "" : ", ").append(one);
    }
    return "'"
        + name
        + "' is not available here; "
        + owner()
        + " has "
        + known
        + Suggestion.plain(name, all());
  }

  /** What has them, for messages: {@code http.server}. */
  abstract String owner();
}
