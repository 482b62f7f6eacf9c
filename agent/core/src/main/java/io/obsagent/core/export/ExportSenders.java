/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.obsagent.core.settings.Settings;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.Collections;

/**
 * Tells OTLP exporters which senders to use: {@link SocketHttpSender} for HTTP, OkHttp made at the
 * first export for gRPC. Every other component comes from another loader. Given to autoconfigure or
 * to an exporter's builder, it needs no system property, and senders that other jars register are
 * not even looked at. Thread-safe.
 */
public final class ExportSenders implements ComponentLoader {
  private final ComponentLoader others;
  private final boolean proxied;

  /**
   * A loader of senders.
   *
   * @param others where all other components come from
   * @param proxied whether the JVM is told to use a proxy ({@code http.proxyHost}, {@code
   *     https.proxyHost} or {@code socksProxyHost} is set); HTTP then goes through OkHttp too,
   *     which knows proxies
   */
  public ExportSenders(ComponentLoader others, boolean proxied) {
    this.others = others;
    this.proxied = proxied;
  }

  /** A loader of senders that go through a proxy when the JVM is told to. */
  public ExportSenders(ComponentLoader others) {
    this(
        others,
        Settings.property("http.proxyHost") != null
            || Settings.property("https.proxyHost") != null
            || Settings.property("socksProxyHost") != null);
  }

  @Override
  public <T> Iterable<T> load(Class<T> spiClass) {
    if (spiClass == HttpSenderProvider.class) {
      return Collections.singletonList(spiClass.cast(new SocketHttpSenderProvider(proxied)));
    }
    if (spiClass == GrpcSenderProvider.class) {
      return Collections.singletonList(spiClass.cast(new LateGrpcSenderProvider()));
    }
    return others.load(spiClass);
  }
}
