/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An OTLP/gRPC endpoint that keeps what it gets. Thread-safe. */
final class GrpcBackend implements AutoCloseable {
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final AtomicInteger metricExports = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Server server;
  private volatile Status fault = Status.OK;
  private volatile boolean hanging;

  private final String scheme;

  GrpcBackend() throws IOException {
    this(null);
  }

  /** Over TLS, with this certificate, to clients that show the same; in the clear when null. */
  GrpcBackend(Certificate certificate) throws IOException {
    scheme = certificate == null ? "http" : "https";
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(certificate == null ? null : certificate.ofGrpcServer())
            .addService(new Traces())
            .addService(new Metrics())
            .build()
            .start();
  }

  String url() {
    return scheme + "://127.0.0.1:" + server.getPort();
  }

  /** What every request is answered with; OK for as it should be. */
  void fail(Status status) {
    fault = status;
  }

  /** Whether requests stay without an answer. */
  void hang(boolean on) {
    hanging = on;
  }

  List<Span> spans() {
    return new ArrayList<>(spans);
  }

  int metricExports() {
    return metricExports.get();
  }

  int refused() {
    return refused.get();
  }

  private <T> void answer(StreamObserver<T> client, Runnable take, T answer) {
    if (hanging) {
      refused.incrementAndGet();
    } else if (fault.isOk()) {
      take.run();
      client.onNext(answer);
      client.onCompleted();
    } else {
      refused.incrementAndGet();
      client.onError(fault.asRuntimeException());
    }
  }

  private void take(ExportTraceServiceRequest request) {
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        spans.addAll(scope.getSpansList());
      }
    }
  }

  private final class Traces extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> client) {
      answer(client, () -> take(request), ExportTraceServiceResponse.getDefaultInstance());
    }
  }

  private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
    @Override
    public void export(
        ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> client) {
      answer(
          client,
          metricExports::incrementAndGet,
          ExportMetricsServiceResponse.getDefaultInstance());
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
