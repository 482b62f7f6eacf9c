/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** What an application does with the API, in the oldest version; says what it saw. */
public final class ManualApplication implements Callable<List<String>> {
  private static final ContextKey<String> KEY = ContextKey.named("mine");

  private final List<String> seen = new ArrayList<>();

  @Override
  public List<String> call() {
    Tracer tracer =
        GlobalOpenTelemetry.get()
            .tracerBuilder("shop")
            .setInstrumentationVersion("1.2")
            .setSchemaUrl("https://shop.example/schema")
            .build();
    Span around = Span.current();
    see("around", around.getSpanContext().isValid());
    around.setAttribute("tier", "gold");
    Span span =
        tracer
            .spanBuilder("order")
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute("items", 3)
            .setAttribute(AttributeKey.stringArrayKey("names"), List.of("a", "b"))
            .addLink(
                SpanContext.create(
                    "0123456789abcdef0123456789abcdef",
                    "0123456789abcdef",
                    TraceFlags.getSampled(),
                    TraceState.getDefault()))
            .startSpan();
    see("same trace", span.getSpanContext().getTraceId().equals(traceId(around)));
    try (Scope ignored = span.makeCurrent()) {
      see("current", Span.current() == span);
      inside(tracer, span);
    }
    see("restored", Span.current().equals(around));
    span.addEvent("packed", Attributes.of(AttributeKey.longKey("boxes"), 2L));
    span.recordException(new IllegalStateException("oh"), Attributes.empty());
    span.setStatus(StatusCode.ERROR, "broken");
    span.end();
    span.setAttribute("late", true);
    tracer.spanBuilder("alone").setNoParent().startSpan().end();
    tracer
        .spanBuilder("timed")
        .setStartTimestamp(1_000, TimeUnit.SECONDS)
        .startSpan()
        .end(1_002, TimeUnit.SECONDS);
    propagate(tracer);
    measure();
    globals();
    return seen;
  }

  private void inside(Tracer tracer, Span span) {
    Context context = Context.current().with(KEY, "value");
    Baggage baggage = Baggage.builder().put("user", "u1").build();
    try (Scope ignored = context.with(baggage).makeCurrent()) {
      see("key", Context.current().get(KEY));
      see("identical", Context.current() == Context.current());
      see("baggage", Baggage.current().getEntryValue("user"));
      Runnable end = Agent.work("work of the agent");
      see("key below", Context.current().get(KEY));
      see("baggage below", Baggage.current().getEntryValue("user"));
      see("another span", !Span.current().equals(span));
      tracer.spanBuilder("deepest").startSpan().end();
      end.run();
      try (Scope none = Context.root().makeCurrent()) {
        see("root", Context.current() == Context.root());
        see("nothing", Span.current().getSpanContext().isValid());
      }
    }
    see("no key", Context.current().get(KEY));
  }

  private void propagate(Tracer tracer) {
    TextMapPropagator propagator = GlobalOpenTelemetry.getPropagators().getTextMapPropagator();
    Map<String, String> carrier = new TreeMap<>();
    propagator.inject(Context.current(), carrier, Map::put);
    see("injected", carrier.get("traceparent").contains(traceId(Span.current())));
    Context extracted =
        propagator.extract(
            Context.root(),
            Map.of("traceparent", "00-11111111111111111111111111111111-2222222222222222-01"),
            new Getter());
    SpanContext remote = Span.fromContext(extracted).getSpanContext();
    see("extracted", remote.getTraceId() + remote.isRemote());
    tracer.spanBuilder("of another").setParent(extracted).startSpan().end();
    Context wrapped = Context.root().with(Span.wrap(remote));
    tracer.spanBuilder("of a wrapped one").setParent(wrapped).startSpan().end();
  }

  private void measure() {
    Meter meter = GlobalOpenTelemetry.get().meterBuilder("shop").build();
    LongCounter orders = meter.counterBuilder("orders").setUnit("{order}").build();
    orders.add(2, Attributes.of(AttributeKey.stringKey("kind"), "web"));
    orders.add(3, Attributes.of(AttributeKey.stringKey("kind"), "web"));
    meter.counterBuilder("weight").ofDoubles().build().add(1.5);
    meter.upDownCounterBuilder("open").build().add(-4);
    DoubleHistogram value = meter.histogramBuilder("value").setUnit("EUR").build();
    value.record(12.5, Attributes.empty(), Context.current());
    meter.histogramBuilder("whole").ofLongs().build().record(7);
    meter.gaugeBuilder("stock").ofLongs().buildWithCallback(m -> m.record(42));
    meter.gaugeBuilder("closed").buildWithCallback(m -> m.record(1)).close();
    ObservableLongMeasurement first = meter.counterBuilder("first").buildObserver();
    ObservableDoubleMeasurement second = meter.gaugeBuilder("second").buildObserver();
    meter.batchCallback(
        () -> {
          first.record(1);
          second.record(2.5);
        },
        first,
        second);
  }

  private void globals() {
    OpenTelemetry before = GlobalOpenTelemetry.get();
    GlobalOpenTelemetry.set(OpenTelemetry.noop());
    Span span = GlobalOpenTelemetry.getTracer("shop").spanBuilder("after set").startSpan();
    span.end();
    see("still valid", span.getSpanContext().isValid());
    try {
      GlobalOpenTelemetry.set(before);
      see("set twice", "");
    } catch (IllegalStateException e) {
      see("set twice", "refused");
    }
  }

  private static String traceId(Span span) {
    return span.getSpanContext().getTraceId();
  }

  private void see(String what, Object value) {
    seen.add(what + ": " + value);
  }

  private static final class Getter implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public String get(Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }
}
