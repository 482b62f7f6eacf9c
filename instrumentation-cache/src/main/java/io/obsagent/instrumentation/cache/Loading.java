/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.CacheScope;
import org.jspecify.annotations.Nullable;

/**
 * A call of the application's loader within a look-up, which is interrupted meanwhile: what the
 * loader looks up counts for itself. Of one thread.
 */
final class Loading {
  private final CacheScope scope;
  private final int missing;

  private Loading(CacheScope scope, int missing) {
    this.scope = scope;
    this.missing = missing;
  }

  /** The thread's look-up asks for the values of so many keys; null outside of one. */
  static @Nullable Loading begin(int count) {
    CacheScope scope = CacheScope.current();
    if (scope == null) {
      return null;
    }
    scope.leave();
    return new Loading(scope, scope.missing() + count);
  }

  void end() {
    scope.resume(missing);
  }
}
