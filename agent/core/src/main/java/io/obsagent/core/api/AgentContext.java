/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

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
 * A context of the application: one of the agent's, which has the span and the baggage, and what
 * the application itself put into it, which a subclass keeps. Immutable.
 */
public abstract class AgentContext {
  /** What one copy of the API knows its contexts by, among those of others. */
  public static final class Key {
    private final ContextKey<AgentContext> key = ContextKey.named("application");

    /**
     * The context that this copy of the API attached last among those that are current on this
     * thread; null when there is none.
     */
    public @Nullable AgentContext last() {
      return Context.current().get(key);
    }
  }

  private final Context agent;
  private @Nullable Context attached;

  /** The root. */
  protected AgentContext() {
    agent = Context.root();
  }

  /** What is current on this thread now, which {@link Key#last} was asked about. */
  protected AgentContext(Key key) {
    agent = Context.current();
  }

  /** With the same span and baggage as another. */
  protected AgentContext(AgentContext other) {
    agent = other.agent;
  }

  /** With another span. */
  protected AgentContext(AgentContext other, AgentSpan span) {
    agent = span.span.storeInContext(other.agent);
  }

  /**
   * With other baggage.
   *
   * @param baggage by key, the value and the metadata
   */
  protected AgentContext(AgentContext other, Map<String, String[]> baggage) {
    BaggageBuilder builder = Baggage.builder();
    for (Map.Entry<String, String[]> entry : baggage.entrySet()) {
      String[] value = entry.getValue();
      builder.put(entry.getKey(), value[0], BaggageEntryMetadata.create(value[1]));
    }
    agent = builder.build().storeInContext(other.agent);
  }

  /** With what a carrier brings. */
  protected AgentContext(AgentContext other, AgentCarrier carrier) {
    agent = AgentCarrier.extract(other.agent, carrier);
  }

  /** Whether nothing is current on this thread. */
  public static boolean isRootCurrent() {
    return Context.current() == Context.root();
  }

  /** Whether this very context was attached to this thread and nothing since. */
  protected final boolean isCurrent() {
    return attached == Context.current();
  }

  /** Whether it has a span. */
  protected final boolean hasSpan() {
    return Span.fromContextOrNull(agent) != null;
  }

  /** Whether its span is this one. */
  protected final boolean hasSpan(AgentSpan span) {
    return Span.fromContextOrNull(agent) == span.span;
  }

  /** By key, the value and the metadata; null when it has no baggage. */
  protected final @Nullable Map<String, String[]> baggage() {
    Baggage baggage = Baggage.fromContextOrNull(agent);
    if (baggage == null) {
      return null;
    }
    Map<String, String[]> entries = new LinkedHashMap<>();
    for (Map.Entry<String, BaggageEntry> entry : baggage.asMap().entrySet()) {
      BaggageEntry value = entry.getValue();
      entries.put(entry.getKey(), new String[] {value.getValue(), value.getMetadata().getValue()});
    }
    return entries;
  }

  /** The context to make current for this one: the root where it has nothing of its own. */
  Context attached(Key key, boolean isRoot) {
    if (isRoot) {
      return Context.root();
    }
    Context made = attached;
    if (made == null) {
      made = agent.with(key.key, this);
      attached = made;
    }
    return made;
  }

  /** The agent's. */
  Context agent() {
    return agent;
  }
}
