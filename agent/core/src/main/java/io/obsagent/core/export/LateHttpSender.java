/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.exporter.sender.okhttp.internal.OkHttpHttpSenderProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An OkHttp sender that is made when the first request is sent. */
final class LateHttpSender implements HttpSender {
  private final HttpSenderConfig config;
  private @Nullable HttpSender sender;

  LateHttpSender(HttpSenderConfig config) {
    this.config = config;
  }

  @Override
  public void send(
      MessageWriter messageWriter, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    HttpSender made;
    try {
      made = sender();
    } catch (Throwable notMade) {
      onError.accept(notMade);
      return;
    }
    made.send(messageWriter, onResponse, onError);
  }

  private synchronized HttpSender sender() {
    if (sender == null) {
      sender = new OkHttpHttpSenderProvider().createSender(config);
    }
    return sender;
  }

  @Override
  public synchronized CompletableResultCode shutdown() {
    return sender == null ? CompletableResultCode.ofSuccess() : sender.shutdown();
  }
}
