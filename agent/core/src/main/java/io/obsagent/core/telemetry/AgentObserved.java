/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.export.ExportCounts;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.weave.Weaving;
import org.jspecify.annotations.Nullable;

/** What goes wrong in the agent itself. Thread-safe. */
public final class AgentObserved implements Observed {
  private final Weaving weaving;

  private AgentObserved(Weaving weaving) {
    this.weaving = weaving;
  }

  /** Makes the agent known to the catalogue. */
  public static void register(Weaving weaving) {
    Observations.AGENT.put("agent", new AgentObserved(weaving));
  }

  /** Makes an export known to the catalogue, in place of an earlier one of the signal. */
  static void exporting(String signal, ExportCounts counts) {
    Observations.EXPORT.put(signal, new Export(signal, counts));
  }

  @Override
  public @Nullable Object read(String field) {
    switch (field) {
      case "advice.failures":
        return Dispatch.failures();
      case "weaving.failures":
        return weaving.failures();
      case "operations.lost":
        return Operations.lost();
      default:
        return null;
    }
  }

  private static final class Export implements Observed {
    private final String signal;
    private final ExportCounts counts;

    Export(String signal, ExportCounts counts) {
      this.signal = signal;
      this.counts = counts;
    }

    @Override
    public @Nullable Object read(String field) {
      switch (field) {
        case "signal":
          return signal;
        case "exported":
          return counts.exported();
        case "dropped":
          return counts.dropped();
        case "failures":
          return counts.failures();
        case "restarts":
          return counts.restarts();
        default:
          return null;
      }
    }
  }
}
