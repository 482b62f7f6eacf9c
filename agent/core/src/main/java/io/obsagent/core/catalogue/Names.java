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

  /** What has them, for messages: {@code http.server}. */
  abstract String owner();
}
