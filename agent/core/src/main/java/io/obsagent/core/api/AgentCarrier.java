/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.obsagent.core.operation.Propagation;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What carries a context over process borders, such as the headers of a request. */
public interface AgentCarrier {
  /** Writes a header. */
  void set(String key, String value);

  /** The names of all headers. */
  Iterable<String> keys();

  /** The first header of a name; null when there is none. */
  @Nullable String get(String key);

  /** All headers of a name. */
  Iterator<String> getAll(String key);

  /** The names of all headers that contexts are written to. */
  static Collection<String> fields() {
    return Propagation.propagator().fields();
  }

  /** Writes a context. */
  static void inject(AgentContext context, AgentCarrier carrier) {
    Propagation.propagator().inject(context.agent(), carrier, Access.ALL);
  }

  /** Reads a context into another. */
  static Context extract(Context context, AgentCarrier carrier) {
    return Propagation.propagator().extract(context, carrier, Access.ALL);
  }

  /** How OpenTelemetry gets at a carrier. */
  enum Access implements TextMapGetter<AgentCarrier>, TextMapSetter<AgentCarrier> {
    ALL;

    @Override
    public void set(@Nullable AgentCarrier carrier, String key, String value) {
      if (carrier != null) {
        carrier.set(key, value);
      }
    }

    @Override
    public Iterable<String> keys(AgentCarrier carrier) {
      return carrier.keys();
    }

    @Override
    public @Nullable String get(@Nullable AgentCarrier carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }

    @Override
    public Iterator<String> getAll(@Nullable AgentCarrier carrier, String key) {
      return carrier == null ? java.util.Collections.<String>emptyIterator() : carrier.getAll(key);
    }
  }
}
