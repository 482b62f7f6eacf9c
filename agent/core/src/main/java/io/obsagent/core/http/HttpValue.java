/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import org.jspecify.annotations.Nullable;

/**
 * A value that a rule reads of an exchange beside its fields: a header, or what stands at a path in
 * a body. Immutable.
 */
public final class HttpValue {
  final boolean ofResponse;
  final boolean isHeader;
  final String path;
  final boolean isSize;

  private HttpValue(boolean ofResponse, boolean isHeader, String path, boolean isSize) {
    this.ofResponse = ofResponse;
    this.isHeader = isHeader;
    this.path = path;
    this.isSize = isSize;
  }

  /** A header by its name, in any case. */
  public static HttpValue header(boolean ofResponse, String name) {
    return new HttpValue(ofResponse, true, name, false);
  }

  /**
   * What stands in a body.
   *
   * @param path names and places separated by dots; empty for the body itself
   * @param size whether not the value is asked for but how long it is
   */
  public static HttpValue body(boolean ofResponse, String path, boolean size) {
    return new HttpValue(ofResponse, false, path, size);
  }

  /** Whether it is a header. */
  public boolean isHeader() {
    return isHeader;
  }

  /** How long what stands at a path in a body is. */
  public HttpValue size() {
    return body(ofResponse, path, true);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof HttpValue)) {
      return false;
    }
    HttpValue value = (HttpValue) other;
    return ofResponse == value.ofResponse
        && isHeader == value.isHeader
        && isSize == value.isSize
        && path.equals(value.path);
  }

  @Override
  public int hashCode() {
    return path.hashCode() + (ofResponse ? 1 : 0) + (isHeader ? 2 : 0);
  }
}
