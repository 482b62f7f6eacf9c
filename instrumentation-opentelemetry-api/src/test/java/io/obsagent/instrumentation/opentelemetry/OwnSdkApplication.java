/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

/** What an application does with an SDK of its own, which is not the global one. */
public final class OwnSdkApplication implements Callable<List<String>> {
  private final List<String> seen = new ArrayList<>();

  @Override
  public List<String> call() {
    Exporter exporter = new Exporter();
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
    Tracer tracer = provider.get("own");
    Span around = Span.current();
    Span span = tracer.spanBuilder("own").startSpan();
    see("child of the agent's", isChild(span, around));
    try (Scope scope = span.makeCurrent()) {
      see("current", Span.current() == span);
      Runnable end = Agent.work("work of the agent");
      see("current in the agent's", Span.current() == span);
      Span inner = tracer.spanBuilder("own within").startSpan();
      see("child of its own", isChild(inner, span));
      inner.end();
      end.run();
      GlobalOpenTelemetry.getTracer("global").spanBuilder("global").startSpan().end();
    }
    see("restored", Span.current().equals(around));
    span.end();
    provider.close();
    see("exported", exporter.names);
    return seen;
  }

  private static boolean isChild(Span span, Span parent) {
    return ((ReadableSpan) span).getParentSpanContext().equals(parent.getSpanContext());
  }

  private void see(String what, Object value) {
    seen.add(what + ": " + value);
  }

  private static final class Exporter implements SpanExporter {
    final List<String> names = new ArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      for (SpanData span : spans) {
        names.add(span.getName());
      }
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
