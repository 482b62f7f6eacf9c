/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.exporter.sender.okhttp.internal.OkHttpGrpcSenderProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An OkHttp sender for gRPC that is made when the first request is sent. */
final class LateGrpcSender implements GrpcSender {
  private final GrpcSenderConfig config;
  private @Nullable GrpcSender sender;

  LateGrpcSender(GrpcSenderConfig config) {
    this.config = config;
  }

  @Override
  public void send(
      MessageWriter messageWriter, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
    GrpcSender made;
    try {
      made = sender();
    } catch (Throwable notMade) {
      onError.accept(notMade);
      return;
    }
    made.send(messageWriter, onResponse, onError);
  }

  private synchronized GrpcSender sender() {
    if (sender == null) {
      sender = new OkHttpGrpcSenderProvider().createSender(config);
    }
    return sender;
  }

  @Override
  public synchronized CompletableResultCode shutdown() {
    return sender == null ? CompletableResultCode.ofSuccess() : sender.shutdown();
  }
}
