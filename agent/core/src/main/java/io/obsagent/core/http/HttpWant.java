/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.json.Feed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one source of a rule reads of its exchanges beside their fields. Thread-safe. */
public abstract class HttpWant {
  private final List<HttpValue> values;

  /** Takes the values that are read. */
  protected HttpWant(List<HttpValue> values) {
    this.values = values;
  }

  final List<HttpValue> values() {
    return values;
  }

  /** How many bytes of a body are looked at. */
  protected int mostBytes() {
    return Feed.MAX_BYTES;
  }

  /**
   * Whether an exchange may turn out to be one of the source's, by what is known as it begins.
   *
   * @param method in upper case
   * @param host null for requests served
   * @param path without the query
   */
  protected abstract boolean mayConcern(String method, @Nullable String host, String path);
}
