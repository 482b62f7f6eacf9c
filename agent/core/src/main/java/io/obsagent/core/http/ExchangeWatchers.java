/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All watchers. Thread-safe. */
public final class ExchangeWatchers {
  private static final List<ExchangeWatcher> ALL = new CopyOnWriteArrayList<>();

  private ExchangeWatchers() {}

  /** Adds a watcher. */
  public static void add(ExchangeWatcher watcher) {
    ALL.add(watcher);
  }

  /** The first watcher's answer that is not null; see {@link ExchangeWatcher#watch}. */
  public static @Nullable WatchedExchange watch(
      String method, String scheme, String host, int port, String path) {
    for (int i = 0; i < ALL.size(); i++) {
      WatchedExchange exchange = ALL.get(i).watch(method, scheme, host, port, path);
      if (exchange != null) {
        return exchange;
      }
    }
    return null;
  }
}
