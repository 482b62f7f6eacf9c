/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.backend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** An OTLP/HTTP endpoint that keeps what it gets, and may pass it on to another. Thread-safe. */
public final class Backend implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4, Backend::daemon);
  private final List<SeenSpan> spans = new CopyOnWriteArrayList<>();
  private final Set<String> metrics = ConcurrentHashMap.newKeySet();
  private final Map<String, Map<String, String>> resources = new ConcurrentHashMap<>();
  private final List<byte[]> payloads = new CopyOnWriteArrayList<>();
  private final URI next;
  private final HttpClient client;

  private Backend(HttpServer server, URI next) {
    this.server = server;
    this.next = next;
    this.client = next == null ? null : HttpClient.newHttpClient();
  }

  /** Starts one on a free port of the loopback interface. */
  public static Backend start() {
    return start(null);
  }

  /**
   * Starts one that passes everything on.
   *
   * @param next the base URL of the next OTLP/HTTP endpoint; null for none
   */
  public static Backend start(String next) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      return new Backend(server, next == null ? null : URI.create(next)).listening();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one over TLS that asks its clients for a certificate. */
  public static Backend startSecure(SSLContext context) {
    try {
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters wanted = context.getDefaultSSLParameters();
              wanted.setNeedClientAuth(true);
              parameters.setSSLParameters(wanted);
            }
          });
      return new Backend(server, null).listening();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Backend listening() {
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
    return this;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "otlp-backend");
    thread.setDaemon(true);
    return thread;
  }

  /** The base URL, for {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  public String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      byte[] body = zipped ? unzip(sent) : sent;
      payloads.add(body);
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/v1/traces" -> traces(ExportTraceServiceRequest.parseFrom(body));
        case "/v1/metrics" -> metrics(ExportMetricsServiceRequest.parseFrom(body));
        case "/v1/logs" -> ExportLogsServiceRequest.parseFrom(body);
        default -> {
          exchange.sendResponseHeaders(404, -1);
          return;
        }
      }
      if (next != null) {
        passOn(path, body);
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void passOn(String path, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(next.resolve(path))
            .header("Content-Type", "application/x-protobuf")
            .timeout(Duration.ofSeconds(5))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    client.sendAsync(request, BodyHandlers.discarding());
  }

  private static byte[] unzip(byte[] bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private void traces(ExportTraceServiceRequest request) {
    for (ResourceSpans resource : request.getResourceSpansList()) {
      Map<String, String> attributes = Spans.attributes(resource.getResource().getAttributesList());
      String service = attributes.getOrDefault("service.name", "");
      resources.put(service, attributes);
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          spans.add(seen(service, span));
        }
      }
    }
  }

  private static SeenSpan seen(String service, Span span) {
    List<Map<String, String>> events = new ArrayList<>();
    for (Span.Event event : span.getEventsList()) {
      Map<String, String> attributes = Spans.attributes(event.getAttributesList());
      attributes.put("event.name", event.getName());
      events.add(attributes);
    }
    return new SeenSpan(
        service,
        Spans.hex(span.getTraceId()),
        Spans.hex(span.getSpanId()),
        Spans.hex(span.getParentSpanId()),
        Spans.kind(span.getKind()),
        span.getName(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
        Spans.attributes(span.getAttributesList()),
        events,
        span.getLinksList().stream()
            .map(link -> Spans.hex(link.getTraceId()) + "/" + Spans.hex(link.getSpanId()))
            .toList());
  }

  private void metrics(ExportMetricsServiceRequest request) {
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          metrics.add(metric.getName());
        }
      }
    }
  }

  /** All spans so far, in the order of arrival. */
  public List<SeenSpan> spans() {
    return new ArrayList<>(spans);
  }

  /** Names of all metrics that came over OTLP. */
  public Set<String> metrics() {
    return Set.copyOf(metrics);
  }

  /** The resource attributes of a service. */
  public Map<String, String> resource(String service) {
    return resources.getOrDefault(service, Map.of());
  }

  /** Every request body, unpacked: for a search of what must not be in it. */
  public List<byte[]> payloads() {
    return new ArrayList<>(payloads);
  }

  /** Forgets everything. */
  public void clear() {
    spans.clear();
    metrics.clear();
    payloads.clear();
  }

  /** All traces so far. */
  public List<Trace> traces() {
    return Trace.of(spans());
  }

  /**
   * Waits for a trace.
   *
   * @throws AssertionError with all traces so far, when it does not come
   */
  public Trace await(Predicate<Trace> wanted, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      List<Trace> traces = traces();
      for (Trace trace : traces) {
        if (wanted.test(trace)) {
          return trace;
        }
      }
      if (System.nanoTime() > end) {
        StringBuilder all = new StringBuilder("no such trace among\n");
        traces.forEach(trace -> all.append(trace.text()).append('\n'));
        throw new AssertionError(all);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
