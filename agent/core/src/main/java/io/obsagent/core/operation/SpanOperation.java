/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.InstrumentationLibraryInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of {@link Operation}. It is its own span (the SDK's samplers, processors
 * and exporters see it as such), its own span data and the context of its children, so that an
 * operation costs one object and its field values. Ids become text, and sampling is decided, when
 * first asked for: by then the instrumentation has set what samplers want to see, and an operation
 * that starts before the SDK is ready is no special case.
 */
final class SpanOperation extends Operation implements ReadWriteSpan, SpanData, Context {
  private static final AtomicIntegerFieldUpdater<SpanOperation> ENDED =
      AtomicIntegerFieldUpdater.newUpdater(SpanOperation.class, "ended");
  private static final byte UNDECIDED = 0;
  private static final byte SAMPLED = 1;
  private static final byte RECORDED = 2;
  private static final byte DROPPED = 3;

  /**
   * The key under which OpenTelemetry's API keeps the span of a context; it is not public there.
   */
  private static final ContextKey<?> SPAN_KEY = SpanKey.find();

  private final @Nullable Context parentContext;
  private final @Nullable Slot slot;
  private final @Nullable Context before;
  private final @Nullable Object[] values;
  private long traceHigh;
  private long traceLow;
  private long spanId;
  private byte decision;
  private boolean identified;
  private final long startNanos;

  /** Wall clock less monotonic clock, in nanoseconds, taken once per trace and process. */
  private final long wallClock;

  private long endNanos;
  private volatile int ended;
  private @Nullable String name;
  private Outcome outcome = Outcome.OK;
  private @Nullable Throwable error;
  private @Nullable String errorType;
  private boolean errorSeenBelow;
  private @Nullable Throwable errorBelow;

  /** What a child failed with last, if rules ask for it. */
  private @Nullable ErrorLeft leaving;

  private volatile @Nullable ChildWatcher watcher;
  private @Nullable Extras extras;
  private @Nullable SpanContext spanContext;

  /** What is exported: exporters ask for it again and again. */
  private @Nullable OperationAttributes attributes;

  /** What few operations have: attributes beyond the fields, events, links and so on. */
  static final class Extras {
    final List<Object> attributes = new ArrayList<>(4);
    List<EventData> events = Collections.emptyList();
    List<LinkData> links = Collections.emptyList();
    @Nullable StatusData status;
    @Nullable InstrumentationScopeInfo scope;

    /** Null for that of the type. */
    @Nullable SpanKind kind;

    TraceState traceState = TraceState.getDefault();

    @Nullable Object find(AttributeKey<?> key) {
      for (int i = 0; i < attributes.size(); i += 2) {
        if (attributes.get(i).equals(key)) {
          return attributes.get(i + 1);
        }
      }
      return null;
    }

    void put(AttributeKey<?> key, @Nullable Object value) {
      for (int i = 0; i < attributes.size(); i += 2) {
        if (attributes.get(i).equals(key)) {
          if (value == null) {
            attributes.remove(i);
            attributes.remove(i);
          } else {
            attributes.set(i + 1, value);
          }
          return;
        }
      }
      if (value != null && attributes.size() < 2 * MAX_ATTRIBUTES) {
        attributes.add(key);
        attributes.add(value);
      }
    }
  }

  private static final int MAX_ATTRIBUTES = 128;
  private static final int MAX_EVENTS = 128;
  private static final int MAX_LINKS = 128;

  private SpanOperation(
      OperationType type,
      @Nullable Context parentContext,
      @Nullable Slot slot,
      long now,
      long startNanos) {
    super(type);
    this.parentContext = parentContext;
    this.slot = slot;
    this.before = slot == null ? null : slot.context;
    this.values = new Object[type.fieldCount()];
    ThreadLocalRandom random = ThreadLocalRandom.current();
    SpanOperation parent = parentContext == null ? null : spanOf(parentContext);
    if (parent != null) {
      traceHigh = parent.traceHigh;
      traceLow = parent.traceLow;
      traceState(parent.traceState());
      wallClock = parent.wallClock;
      parent.identified = true;
    } else {
      SpanContext remote = remoteParent(parentContext);
      if (remote != null) {
        traceHigh = Ids.parse(remote.getTraceId(), 0);
        traceLow = Ids.parse(remote.getTraceId(), 16);
        traceState(remote.getTraceState());
        identified = true;
      } else {
        traceHigh = random.nextLong();
        traceLow = Ids.nonZero(random);
      }
      wallClock = Clock.wallClockOffset(now);
    }
    spanId = Ids.nonZero(random);
    this.startNanos = startNanos;
  }

  static SpanOperation start(OperationType type, @Nullable Context parent, @Nullable Slot slot) {
    long now = System.nanoTime();
    SpanOperation operation = new SpanOperation(type, parentOf(parent), slot, now, now);
    if (slot != null) {
      slot.context = operation;
    }
    return started(operation);
  }

  static SpanOperation startWith(OperationType type, SpanOperation parent) {
    return started(new SpanOperation(type, parent, null, parent.startNanos, parent.startNanos));
  }

  static SpanOperation startAgo(OperationType type, Context parent, long nanos) {
    long now = System.nanoTime();
    return started(new SpanOperation(type, parentOf(parent), null, now, now - nanos));
  }

  /**
   * Starts one that is never current by itself.
   *
   * @param epochNanos when it began, by the wall clock; 0 for now
   */
  static SpanOperation startAt(OperationType type, Context parent, long epochNanos) {
    long now = System.nanoTime();
    Context under = parentOf(parent);
    SpanOperation around = under == null ? null : spanOf(under);
    long wallClock = around == null ? Clock.wallClockOffset(now) : around.wallClock;
    long startNanos = epochNanos == 0 ? now : epochNanos - wallClock;
    return started(new SpanOperation(type, under, null, now, startNanos));
  }

  /** Says what of the application the span is of, in place of the agent. */
  void scope(InstrumentationScopeInfo scope) {
    extras().scope = scope;
  }

  private static @Nullable Context parentOf(@Nullable Context context) {
    return context == Context.root() ? null : context;
  }

  private static SpanOperation started(SpanOperation operation) {
    Recorder[] recorders = operation.type.recorders();
    if (recorders != null) {
      for (Recorder recorder : recorders) {
        recorder.started(operation);
      }
    }
    return operation;
  }

  static @Nullable SpanOperation spanOf(Context context) {
    if (context instanceof SpanOperation) {
      return (SpanOperation) context;
    }
    Object span = context.get(SPAN_KEY);
    return span instanceof SpanOperation ? (SpanOperation) span : null;
  }

  /**
   * The innermost operation that a context is in, also where a span that others made stands between
   * them, such as one of an extension.
   */
  static @Nullable SpanOperation around(Context context) {
    Context at = context;
    SpanOperation operation = spanOf(at);
    while (operation == null && at instanceof EntryContext) {
      at = ((EntryContext) at).below();
      operation = spanOf(at);
    }
    return operation;
  }

  // ---- what instrumentations use ----

  @Override
  public @Nullable Operation parent() {
    return parentContext == null ? null : around(parentContext);
  }

  @Override
  public Context context() {
    return this;
  }

  @Override
  public boolean isRunning() {
    return ended == 0;
  }

  @Override
  public Operation set(Field field, @Nullable Object value) {
    if (field.type() == type) {
      values[field.slot()] = value;
    }
    return this;
  }

  @Override
  public Operation set(Field field, long value) {
    return set(field, (Object) Numbers.box(value));
  }

  @Override
  public @Nullable Object get(Field field) {
    return field.type() == type ? read(values, field.slot()) : null;
  }

  @Override
  public Operation name(String name) {
    this.name = name;
    return this;
  }

  @Override
  public String name() {
    return getName();
  }

  @Override
  public Operation kind(SpanKind kind) {
    if (kind != getKind()) {
      synchronized (this) {
        extras().kind = kind;
      }
    }
    return this;
  }

  @Override
  public Operation attribute(String key, Object value) {
    if (value instanceof Long || value instanceof Integer) {
      setAttribute(AttributeKey.longKey(key), Long.valueOf(((Number) value).longValue()));
    } else if (value instanceof Number) {
      setAttribute(AttributeKey.doubleKey(key), Double.valueOf(((Number) value).doubleValue()));
    } else if (value instanceof Boolean) {
      setAttribute(AttributeKey.booleanKey(key), (Boolean) value);
    } else {
      setAttribute(AttributeKey.stringKey(key), value.toString());
    }
    return this;
  }

  @Override
  public Operation link(long traceIdHigh, long traceIdLow, long span) {
    addLink(
        SpanContext.create(
            TraceId.fromLongs(traceIdHigh, traceIdLow),
            SpanId.fromLong(span),
            TraceFlags.getSampled(),
            TraceState.getDefault()),
        Attributes.empty());
    return this;
  }

  @Override
  public Operation identify(long traceIdHigh, long traceIdLow, long span) {
    if (!identified && spanContext == null && traceIdLow != 0 && span != 0) {
      traceHigh = traceIdHigh;
      traceLow = traceIdLow;
      spanId = span;
      identified = true;
    }
    return this;
  }

  @Override
  public Operation fail(@Nullable Throwable thrown) {
    if (thrown != null) {
      error = thrown;
      errorSeenBelow = isSeenBelow(thrown);
      if (outcome == Outcome.OK) {
        outcome = Outcome.ERROR;
      }
    }
    return this;
  }

  private boolean isSeenBelow(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 8 && errorBelow != null; depth++) {
      if (cause == errorBelow) {
        return true;
      }
      cause = Throwables.cause(cause);
    }
    return false;
  }

  @Override
  public Operation fail(String errorType) {
    this.errorType = errorType;
    if (outcome == Outcome.OK) {
      outcome = Outcome.ERROR;
    }
    return this;
  }

  @Override
  public Operation outcome(Outcome outcome) {
    this.outcome = outcome;
    return this;
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public @Nullable Throwable error() {
    return error;
  }

  @Override
  public Operation watch(ChildWatcher watcher) {
    this.watcher = watcher;
    return this;
  }

  /** Who is told of tasks, while there is anything to be told. */
  @Nullable TaskWatcher taskWatcher() {
    ChildWatcher watching = watcher;
    return watching instanceof TaskWatcher && isRunning() ? (TaskWatcher) watching : null;
  }

  @Nullable Context parentContext() {
    return parentContext;
  }

  @Override
  public Scope enter() {
    return makeCurrent();
  }

  @Override
  public void leave() {
    if (slot != null && slot.context == this && slot == Slot.mine()) {
      slot.context = before;
    }
  }

  @Override
  public void end() {
    endAt(System.nanoTime());
  }

  @Override
  public void end(long durationNanos) {
    endAt(startNanos + durationNanos);
  }

  private void endAt(long nanos) {
    if (!ENDED.compareAndSet(this, 0, 1)) {
      return;
    }
    endNanos = nanos < startNanos ? startNanos : nanos;
    leave();
    SpanOperation parent = parentContext == null ? null : spanOf(parentContext);
    if (parent != null) {
      if (error != null) {
        parent.errorBelow = error;
      }
      ChildWatcher watching = parent.watcher;
      if (watching != null) {
        watching.ended(this);
      }
    }
    if (error != null || leaving != null) {
      leaves(parent);
    }
    Operations.ended(this);
  }

  /** What this failed with may leave the operation around it too; then only that counts. */
  private void leaves(@Nullable SpanOperation parent) {
    ErrorLeft below = exchangeLeaving(null);
    Throwable thrown = error;
    if (below != null && (thrown == null || !errorSeenBelow)) {
      below.stays();
    }
    ErrorLeft left = thrown == null ? null : ErrorLeft.of(this, thrown);
    if (left != null) {
      ErrorLeft over = parent != null && parent.isRunning() ? parent.exchangeLeaving(left) : left;
      if (over != null) {
        over.stays();
      }
    }
  }

  private synchronized @Nullable ErrorLeft exchangeLeaving(@Nullable ErrorLeft next) {
    ErrorLeft before = leaving;
    leaving = next;
    return before;
  }

  @Override
  public long durationNanos() {
    return (ended == 0 ? System.nanoTime() : endNanos) - startNanos;
  }

  @Override
  public long endEpochNanos() {
    return wallClock + (ended == 0 ? System.nanoTime() : endNanos);
  }

  @Override
  public long lot() {
    return spanId;
  }

  @Override
  public String traceId() {
    return getSpanContext().getTraceId();
  }

  @Override
  public String spanId() {
    return getSpanContext().getSpanId();
  }

  @Override
  public boolean isSampled() {
    return decide() == SAMPLED;
  }

  /** Records the operation with the rules that there are now. */
  void record() {
    type.record(this, endNanos - startNanos);
  }

  // ---- sampling ----

  private byte decide() {
    byte made = decision;
    return made == UNDECIDED ? decideNow() : made;
  }

  private synchronized byte decideNow() {
    if (decision != UNDECIDED) {
      return decision;
    }
    identified = true;
    Tracing tracing = Operations.tracing();
    if (tracing == null) {
      return parentDecision(SAMPLED);
    }
    byte made = tracing.followsParent() ? parentDecision(SAMPLED) : ask(tracing);
    decision = made;
    if (made != DROPPED && tracing.wantsStarts()) {
      tracing.started(parentContext == null ? Context.root() : parentContext, this);
    }
    return made;
  }

  private byte parentDecision(byte root) {
    SpanOperation parent = parentContext == null ? null : spanOf(parentContext);
    if (parent != null) {
      return parent.decide() == SAMPLED ? SAMPLED : DROPPED;
    }
    SpanContext remote = remoteParent(parentContext);
    return remote == null ? root : remote.isSampled() ? SAMPLED : DROPPED;
  }

  private byte ask(Tracing tracing) {
    SamplingResult result =
        tracing
            .sampler()
            .shouldSample(
                parentContext == null ? Context.root() : parentContext,
                TraceId.fromLongs(traceHigh, traceLow),
                getName(),
                getKind(),
                getAttributes(),
                getLinks());
    Attributes added = result.getAttributes();
    if (!added.isEmpty()) {
      Extras extras = extras();
      added.forEach(extras::put);
    }
    traceState(result.getUpdatedTraceState(traceState()));
    return result.getDecision() == SamplingDecision.RECORD_AND_SAMPLE
        ? SAMPLED
        : result.getDecision() == SamplingDecision.RECORD_ONLY ? RECORDED : DROPPED;
  }

  /** Whether span processors are to see it. */
  boolean isRecorded() {
    return decide() != DROPPED;
  }

  // ---- Context ----

  @Override
  @SuppressWarnings("unchecked")
  public <V> @Nullable V get(ContextKey<V> key) {
    if (key == SPAN_KEY) {
      return (V) this;
    }
    return parentContext == null ? null : parentContext.get(key);
  }

  @Override
  public <V> Context with(ContextKey<V> key, V value) {
    return new EntryContext(this, key, value);
  }

  @Override
  public Scope makeCurrent() {
    return Context.super.makeCurrent();
  }

  // ---- Span ----

  @Override
  public SpanContext getSpanContext() {
    SpanContext made = spanContext;
    if (made == null) {
      SpanOperation parent = parentContext == null ? null : spanOf(parentContext);
      made = identifiedAs(parent == null ? rootTraceId() : parent.traceIdText());
    }
    return made;
  }

  private SpanContext identifiedAs(String traceId) {
    byte sampled = decide();
    SpanContext made =
        SpanContext.create(
            traceId,
            SpanId.fromLong(spanId),
            sampled == SAMPLED ? TraceFlags.getSampled() : TraceFlags.getDefault(),
            traceState());
    spanContext = made;
    return made;
  }

  /** The trace's id as text for the children, which then share it. */
  private String traceIdText() {
    SpanContext made = spanContext;
    return (made == null ? identifiedAs(rootTraceId()) : made).getTraceId();
  }

  private String rootTraceId() {
    SpanContext remote = remoteParent(parentContext);
    return remote == null ? TraceId.fromLongs(traceHigh, traceLow) : remote.getTraceId();
  }

  /** The span of another process that a context is in; null where there is none. */
  private static @Nullable SpanContext remoteParent(@Nullable Context context) {
    SpanContext remote = context == null ? null : Span.fromContext(context).getSpanContext();
    return remote == null || !remote.isValid() ? null : remote;
  }

  private TraceState traceState() {
    return extras == null ? TraceState.getDefault() : extras.traceState;
  }

  private void traceState(TraceState state) {
    if (state != traceState()) {
      extras().traceState = state;
    }
  }

  @Override
  public boolean isRecording() {
    return ended == 0 && decide() != DROPPED;
  }

  @Override
  public <T> Span setAttribute(AttributeKey<T> key, @Nullable T value) {
    synchronized (this) {
      extras().put(key, value);
    }
    return this;
  }

  @Override
  public Span addEvent(String name, Attributes attributes) {
    return addEvent(name, attributes, wallClock + System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Span addEvent(String name, Attributes attributes, long timestamp, TimeUnit unit) {
    synchronized (this) {
      Extras extras = extras();
      if (extras.events.isEmpty()) {
        extras.events = new ArrayList<>(2);
      }
      if (extras.events.size() < MAX_EVENTS) {
        extras.events.add(EventData.create(unit.toNanos(timestamp), name, attributes));
      }
    }
    return this;
  }

  @Override
  public Span addLink(SpanContext context, Attributes attributes) {
    if (context.isValid()) {
      synchronized (this) {
        Extras extras = extras();
        if (extras.links.isEmpty()) {
          extras.links = new ArrayList<>(2);
        }
        if (extras.links.size() < MAX_LINKS) {
          extras.links.add(LinkData.create(context, attributes));
        }
      }
    }
    return this;
  }

  @Override
  public Span setStatus(StatusCode code, String description) {
    synchronized (this) {
      extras().status = StatusData.create(code, description);
    }
    return this;
  }

  @Override
  public Span recordException(Throwable thrown, Attributes attributes) {
    return addEvent("exception", ExceptionEvent.attributes(thrown, attributes));
  }

  @Override
  public Span updateName(String name) {
    return (Span) name(name);
  }

  @Override
  public void end(long timestamp, TimeUnit unit) {
    endAt(timestamp == 0 ? System.nanoTime() : unit.toNanos(timestamp) - wallClock);
  }

  private Extras extras() {
    Extras made = extras;
    if (made == null) {
      made = new Extras();
      extras = made;
    }
    return made;
  }

  // ---- ReadableSpan and SpanData ----

  @Override
  public SpanData toSpanData() {
    if (ended != 0) {
      attributes = new OperationAttributes(type, values, errorType(), extras).counted();
    }
    return this;
  }

  @Override
  public String getName() {
    return name == null ? type.name() : name;
  }

  @Override
  public SpanKind getKind() {
    return extras == null || extras.kind == null ? type.kind() : extras.kind;
  }

  @Override
  public SpanContext getParentSpanContext() {
    return parentContext == null
        ? SpanContext.getInvalid()
        : Span.fromContext(parentContext).getSpanContext();
  }

  @Override
  public StatusData getStatus() {
    if (extras != null && extras.status != null) {
      return extras.status;
    }
    return outcome == Outcome.ERROR || outcome == Outcome.TIMEOUT
        ? StatusData.error()
        : StatusData.unset();
  }

  @Override
  public long getStartEpochNanos() {
    return wallClock + startNanos;
  }

  @Override
  public long getEndEpochNanos() {
    return ended == 0 ? 0 : wallClock + endNanos;
  }

  @Override
  public long getLatencyNanos() {
    return durationNanos();
  }

  @Override
  public boolean hasEnded() {
    return ended != 0;
  }

  @Override
  public Attributes getAttributes() {
    OperationAttributes exported = attributes;
    return exported == null ? new OperationAttributes(type, values, errorType(), extras) : exported;
  }

  @Override
  public <T> @Nullable T getAttribute(AttributeKey<T> key) {
    return getAttributes().get(key);
  }

  private @Nullable String errorType() {
    if (errorType != null) {
      return errorType;
    }
    return error != null
        ? error.getClass().getName()
        : outcome == Outcome.TIMEOUT ? "timeout" : null;
  }

  @Override
  public List<EventData> getEvents() {
    List<EventData> events = extras == null ? Collections.<EventData>emptyList() : extras.events;
    if (error == null || errorSeenBelow) {
      return events;
    }
    List<EventData> all = new ArrayList<>(events.size() + 1);
    all.addAll(events);
    all.add(
        EventData.create(
            getEndEpochNanos(), "exception", ExceptionEvent.attributes(error, Attributes.empty())));
    return all;
  }

  @Override
  public List<LinkData> getLinks() {
    return extras == null ? Collections.<LinkData>emptyList() : extras.links;
  }

  @Override
  public int getTotalRecordedEvents() {
    return getEvents().size();
  }

  @Override
  public int getTotalRecordedLinks() {
    return getLinks().size();
  }

  @Override
  public int getTotalAttributeCount() {
    return getAttributes().size();
  }

  @Override
  @Deprecated
  public InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return InstrumentationLibraryInfo.create(getInstrumentationScopeInfo().getName(), null);
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return extras != null && extras.scope != null ? extras.scope : Operations.SCOPE;
  }

  @Override
  public Resource getResource() {
    Tracing tracing = Operations.tracing();
    return tracing == null ? Resource.empty() : tracing.resource();
  }

  @Override
  public String toString() {
    return getName() + " " + TraceId.fromLongs(traceHigh, traceLow) + "/" + SpanId.fromLong(spanId);
  }
}
