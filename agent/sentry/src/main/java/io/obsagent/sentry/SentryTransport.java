/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.sentry;

import io.obsagent.core.export.SocketHttpSender;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.sentry.Hint;
import io.sentry.RequestDetails;
import io.sentry.SentryEnvelope;
import io.sentry.SentryOptions;
import io.sentry.transport.ITransport;
import io.sentry.transport.RateLimiter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Sends envelopes the way the agent sends everything: over sockets of its own, within ten seconds,
 * on a thread that ends when idle. What cannot be sent is lost. Thread-safe.
 */
final class SentryTransport implements ITransport {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SentryOptions options;
  private final SocketHttpSender sender;

  SentryTransport(SentryOptions options, RequestDetails details) {
    this.options = options;
    this.sender = new SocketHttpSender(new Config(details));
  }

  @Override
  public void send(SentryEnvelope envelope, Hint hint) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      options.getSerializer().serialize(envelope, bytes);
    } catch (Exception e) {
      throw new IOException("an envelope cannot be written", e);
    }
    sender.send(
        new Message(bytes),
        response -> {
          if (response.getStatusCode() >= 300) {
            failed(String.valueOf(response.getStatusCode()));
          }
        },
        failure -> failed(AgentLog.describe(failure)));
  }

  private static void failed(String reason) {
    AgentLog.warnOnce("sentry", "an error could not be reported to Sentry: " + reason);
  }

  @Override
  public void flush(long timeoutMillis) {}

  @Override
  public @Nullable RateLimiter getRateLimiter() {
    return null;
  }

  @Override
  public void close(boolean isRestarting) {
    sender.shutdown();
  }

  @Override
  public void close() {
    sender.shutdown();
  }

  private static final class Message implements MessageWriter {
    private final ByteArrayOutputStream bytes;

    Message(ByteArrayOutputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public void writeMessage(OutputStream output) throws IOException {
      bytes.writeTo(output);
    }

    @Override
    public int getContentLength() {
      return bytes.size();
    }
  }

  private static final class Config implements HttpSenderConfig {
    private final URI endpoint;
    private final Map<String, List<String>> headers = new HashMap<>();

    Config(RequestDetails details) {
      endpoint = URI.create(details.getUrl().toString());
      for (Map.Entry<String, String> header : details.getHeaders().entrySet()) {
        headers.put(header.getKey(), Collections.singletonList(header.getValue()));
      }
    }

    @Override
    public URI getEndpoint() {
      return endpoint;
    }

    @Override
    public String getContentType() {
      return "application/x-sentry-envelope";
    }

    @Override
    public @Nullable Compressor getCompressor() {
      return null;
    }

    @Override
    public Duration getTimeout() {
      return TIMEOUT;
    }

    @Override
    public Duration getConnectTimeout() {
      return TIMEOUT;
    }

    @Override
    public Supplier<Map<String, List<String>>> getHeadersSupplier() {
      return () -> headers;
    }

    @Override
    public @Nullable ProxyOptions getProxyOptions() {
      return null;
    }

    @Override
    public @Nullable RetryPolicy getRetryPolicy() {
      return null;
    }

    @Override
    public @Nullable SSLContext getSslContext() {
      return null;
    }

    @Override
    public @Nullable X509TrustManager getTrustManager() {
      return null;
    }

    @Override
    public @Nullable ExecutorService getExecutorService() {
      return null;
    }
  }
}
