/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/** Settings of a sender under test, and a way to send a text and wait for what became of it. */
final class Sending implements HttpSenderConfig {
  private final URI endpoint;
  Duration timeout = Duration.ofSeconds(5);
  RetryPolicy retry;
  Compressor compressor;
  SSLContext ssl;
  ProxyOptions proxy;
  Supplier<Map<String, List<String>>> headers = Map::of;

  Sending(String endpoint) {
    this.endpoint = URI.create(endpoint);
  }

  static Sending to(Backend backend) {
    return new Sending("http://127.0.0.1:" + backend.port() + "/v1/traces");
  }

  Sending within(long millis) {
    timeout = Duration.ofMillis(millis);
    return this;
  }

  /** What became of a request: an HTTP status, or an exception. */
  record Outcome(HttpResponse response, Throwable error, long millis) {
    int status() {
      if (error != null) {
        throw new AssertionError("no response", error);
      }
      return response.getStatusCode();
    }
  }

  static Outcome send(HttpSender sender, String body) {
    return send(sender, message(body));
  }

  static Outcome send(HttpSender sender, MessageWriter body) {
    long start = System.nanoTime();
    CompletableFuture<HttpResponse> result = new CompletableFuture<>();
    sender.send(body, result::complete, result::completeExceptionally);
    HttpResponse response = null;
    Throwable error = null;
    try {
      response = result.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      error = e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no callback", e);
    }
    return new Outcome(response, error, (System.nanoTime() - start) / 1_000_000);
  }

  static MessageWriter message(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new MessageWriter() {
      @Override
      public void writeMessage(OutputStream output) throws IOException {
        output.write(bytes);
      }

      @Override
      public int getContentLength() {
        return bytes.length;
      }
    };
  }

  static Compressor gzip() {
    return new Compressor() {
      @Override
      public String getEncoding() {
        return "gzip";
      }

      @Override
      public OutputStream compress(OutputStream outputStream) throws IOException {
        return new GZIPOutputStream(outputStream);
      }
    };
  }

  @Override
  public URI getEndpoint() {
    return endpoint;
  }

  @Override
  public String getContentType() {
    return "application/x-protobuf";
  }

  @Override
  public Compressor getCompressor() {
    return compressor;
  }

  @Override
  public Duration getTimeout() {
    return timeout;
  }

  @Override
  public Duration getConnectTimeout() {
    return timeout;
  }

  @Override
  public Supplier<Map<String, List<String>>> getHeadersSupplier() {
    return headers;
  }

  @Override
  public ProxyOptions getProxyOptions() {
    return proxy;
  }

  @Override
  public RetryPolicy getRetryPolicy() {
    return retry;
  }

  @Override
  public SSLContext getSslContext() {
    return ssl;
  }

  @Override
  public X509TrustManager getTrustManager() {
    return null;
  }

  @Override
  public ExecutorService getExecutorService() {
    return null;
  }
}
