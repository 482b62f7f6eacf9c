/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.http.ExchangeWatcher;
import io.obsagent.core.http.ExchangeWatchers;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the exchanges with the Replicate API by its address. Nothing else of this package is
 * loaded before there is one. Thread-safe.
 */
public final class ReplicateWatcher implements ExchangeWatcher {
  private static boolean registered;

  private final String scheme;
  private final String host;
  private final int port;

  /** What stands before {@code /v1} in paths. */
  private final String base;

  private ReplicateWatcher(URI uri, String scheme, String host) {
    this.scheme = scheme;
    this.host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    this.port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    String path = uri.getRawPath();
    this.base = without("/v1", without("/", path));
  }

  private static String without(String end, String path) {
    return path.endsWith(end) ? path.substring(0, path.length() - end.length()) : path;
  }

  /**
   * A watcher of the API at a URL.
   *
   * @return null when it is no http or https URL
   */
  static @Nullable ReplicateWatcher of(String url) {
    try {
      URI uri = new URI(url.trim());
      String scheme = uri.getScheme();
      String host = uri.getHost();
      if (scheme != null && host != null) {
        if (scheme.equalsIgnoreCase("https")) {
          return new ReplicateWatcher(uri, "https", host);
        }
        if (scheme.equalsIgnoreCase("http")) {
          return new ReplicateWatcher(uri, "http", host);
        }
      }
      return null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /**
   * Has the API at {@link Settings#REPLICATE_URL} watched from now on. Once per process; further
   * calls have no effect.
   */
  public static synchronized void register() {
    if (registered) {
      return;
    }
    registered = true;
    ReplicateWatcher watcher = of(Settings.REPLICATE_URL.get());
    if (watcher == null) {
      AgentLog.warn(
          Settings.REPLICATE_URL.name() + " is no http or https URL; Replicate is not watched");
    } else {
      ExchangeWatchers.add(watcher);
    }
    String webhooks = Settings.REPLICATE_WEBHOOK.get();
    if (!webhooks.isEmpty()) {
      Webhooks.SHARED.expect(webhooks);
    }
  }

  @Override
  public @Nullable WatchedExchange watch(
      String method, String scheme, String host, int port, String path) {
    if (port != this.port
        || !host.equalsIgnoreCase(this.host)
        || !scheme.equals(this.scheme)
        || !path.startsWith(base)) {
      return null;
    }
    return Routes.watch(method, scheme, host, port, path, base.length());
  }
}
