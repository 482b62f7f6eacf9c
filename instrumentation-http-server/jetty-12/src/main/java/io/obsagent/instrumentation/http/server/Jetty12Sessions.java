/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.vocabulary.Observed;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.jspecify.annotations.Nullable;

/** The sessions that a cache of Jetty 12 keeps. */
final class Jetty12Sessions implements Observed {
  private final DefaultSessionCache cache;

  Jetty12Sessions(DefaultSessionCache cache) {
    this.cache = cache;
  }

  @Override
  public @Nullable Object read(String field) {
    return field.equals("active") ? (Object) cache.getSessionsCurrent() : null;
  }
}
