/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentAttributes;
import io.obsagent.core.api.AgentInstrument;
import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** An instrument of the application's, which mostly records with the same attributes again. */
abstract class Instrument {
  /** Attributes and what they are to the agent. Immutable. */
  private static final class Known {
    final Attributes given;
    final @Nullable AgentAttributes converted;

    Known(Attributes given) {
      this.given = given;
      this.converted = Converted.attributes(given);
    }
  }

  private final AgentInstrument instrument;
  private @Nullable Known last;

  Instrument(InstrumentName name) {
    instrument = new AgentInstrument(name);
  }

  final void recorded(long value, @Nullable Attributes attributes, @Nullable Context context) {
    instrument.record(value, converted(attributes), of(context));
  }

  final void recorded(double value, @Nullable Attributes attributes, @Nullable Context context) {
    instrument.record(value, converted(attributes), of(context));
  }

  private @Nullable AgentAttributes converted(@Nullable Attributes attributes) {
    if (attributes == null || attributes.isEmpty()) {
      return null;
    }
    Known known = last;
    if (known == null || known.given != attributes) {
      known = new Known(attributes);
      last = known;
    }
    return known.converted;
  }

  private static @Nullable BridgedContext of(@Nullable Context context) {
    return context == null ? null : BridgedContext.of(context);
  }
}
