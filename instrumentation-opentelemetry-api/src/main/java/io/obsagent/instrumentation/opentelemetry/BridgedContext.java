/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentCarrier;
import io.obsagent.core.api.AgentContext;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.BaggageEntry;
import io.opentelemetry.api.baggage.BaggageEntryMetadata;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application's context: its span and its baggage are the agent's, all other entries its own. A
 * span of another SDK, which the application uses beside the agent, is such an entry.
 */
final class BridgedContext extends AgentContext implements Context {
  static final Key KEY = new Key();

  private final Context entries;
  private final @Nullable Context foreign;
  private @Nullable Span span;
  private @Nullable Baggage baggage;

  /** The root, with what the API has for one. */
  BridgedContext(Context root) {
    entries = root;
    foreign = null;
  }

  /** What is current, with the entries of the context that was attached last. */
  private BridgedContext(Context root, @Nullable BridgedContext last) {
    super(KEY);
    entries = last == null ? root : last.entries;
    foreign = null;
    if (last != null && last.span instanceof BridgedSpan && hasSpan((BridgedSpan) last.span)) {
      span = last.span;
    }
  }

  private BridgedContext(BridgedContext other, Context entries) {
    super(other);
    this.entries = entries;
    this.foreign = null;
    this.span = other.span;
    this.baggage = other.baggage;
  }

  private BridgedContext(BridgedContext other, BridgedSpan span) {
    super(other, span);
    this.entries = withoutSpan(other.entries);
    this.foreign = null;
    this.span = span;
    this.baggage = other.baggage;
  }

  private BridgedContext(BridgedContext other, Baggage baggage) {
    super(other, plain(baggage));
    this.entries = other.entries;
    this.foreign = null;
    this.span = other.span;
    this.baggage = baggage;
  }

  private BridgedContext(BridgedContext other, AgentCarrier carrier) {
    super(other, carrier);
    this.entries = withoutSpan(other.entries);
    this.foreign = null;
  }

  /** A context that the application itself implements. */
  private BridgedContext(BridgedContext other, Context entries, Context foreign) {
    super(other);
    this.entries = entries;
    this.foreign = foreign;
  }

  /** What is current on this thread. */
  static Context current(BridgedContext root) {
    BridgedContext last = (BridgedContext) KEY.last();
    if (last == null) {
      return isRootCurrent() ? root : new BridgedContext(root.entries, null);
    }
    if (last.isCurrent()) {
      return last.foreign == null ? last : last.foreign;
    }
    return new BridgedContext(root.entries, last);
  }

  /** A context as one of these. */
  static BridgedContext of(Context context) {
    if (context instanceof BridgedContext) {
      return (BridgedContext) context;
    }
    BridgedContext root = BridgedStorage.root(context);
    Span span = Span.fromContextOrNull(context);
    BridgedSpan known = span == null ? null : BridgedSpan.of(span);
    BridgedContext below = known == null ? root : new BridgedContext(root, known);
    Baggage baggage = Baggage.fromContextOrNull(context);
    if (baggage != null) {
      below = new BridgedContext(below, baggage);
    }
    return new BridgedContext(below, context, context);
  }

  /** With what a carrier brings. */
  static Context extracted(Context context, AgentCarrier carrier) {
    return new BridgedContext(of(context), carrier);
  }

  private static Context withoutSpan(Context entries) {
    return Span.fromContextOrNull(entries) == null ? entries : entries.with(Span.getInvalid());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V> @Nullable V get(ContextKey<V> key) {
    if (key == Keys.SPAN) {
      return (V) span();
    }
    if (key == Keys.BAGGAGE) {
      return (V) baggageOrNull();
    }
    return entries.get(key);
  }

  @Override
  public <V> Context with(ContextKey<V> key, V value) {
    if (key == Keys.SPAN && value instanceof Span) {
      BridgedSpan known = BridgedSpan.of((Span) value);
      if (known != null) {
        return new BridgedContext(this, known);
      }
    } else if (key == Keys.BAGGAGE && value instanceof Baggage) {
      return new BridgedContext(this, (Baggage) value);
    }
    return new BridgedContext(this, entries.with(key, value));
  }

  private @Nullable Span span() {
    Span foreignSpan = Span.fromContextOrNull(entries);
    if (foreignSpan != null && foreignSpan.getSpanContext().isValid()) {
      return foreignSpan;
    }
    Span known = span;
    if (known == null && hasSpan()) {
      known = new BridgedSpan(this);
      span = known;
    }
    return known;
  }

  private @Nullable Baggage baggageOrNull() {
    Baggage known = baggage;
    if (known == null) {
      Map<String, String[]> plain = baggage();
      if (plain != null) {
        BaggageBuilder builder = Baggage.builder();
        for (Map.Entry<String, String[]> entry : plain.entrySet()) {
          String[] value = entry.getValue();
          builder.put(entry.getKey(), value[0], BaggageEntryMetadata.create(value[1]));
        }
        known = builder.build();
        baggage = known;
      }
    }
    return known;
  }

  private static Map<String, String[]> plain(Baggage baggage) {
    Map<String, String[]> entries = new LinkedHashMap<>();
    for (Map.Entry<String, BaggageEntry> entry : baggage.asMap().entrySet()) {
      BaggageEntry value = entry.getValue();
      entries.put(entry.getKey(), new String[] {value.getValue(), value.getMetadata().getValue()});
    }
    return entries;
  }
}
