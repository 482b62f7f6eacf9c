/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pattern for the names of types or methods. Immutable. */
public interface NamePattern {
  /** Whether a name matches. */
  boolean matches(String name);

  /** The only names that match; null when that cannot be said because of a star. */
  @Nullable List<String> literals();
}
