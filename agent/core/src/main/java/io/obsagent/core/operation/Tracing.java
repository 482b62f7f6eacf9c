/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/** The parts of the tracing SDK that operations meet, once it is ready. Immutable. */
public final class Tracing {
  private static final Sampler DEFAULT = Sampler.parentBased(Sampler.alwaysOn());

  private final Sampler sampler;
  private final boolean followsParent;
  private final SpanProcessor processor;
  private final boolean wantsStarts;
  private final Resource resource;

  /**
   * Takes the parts.
   *
   * @param processor all processors as one
   */
  public Tracing(Sampler sampler, SpanProcessor processor, Resource resource) {
    this.sampler = sampler;
    this.followsParent = sampler.equals(DEFAULT);
    this.processor = processor;
    this.wantsStarts = processor.isStartRequired();
    this.resource = resource;
  }

  Sampler sampler() {
    return sampler;
  }

  /** Whether the sampler is the default one, whose answer needs no call. */
  boolean followsParent() {
    return followsParent;
  }

  boolean wantsStarts() {
    return wantsStarts;
  }

  Resource resource() {
    return resource;
  }

  void started(Context parent, ReadWriteSpan span) {
    processor.onStart(parent, span);
  }

  void ended(ReadableSpan span) {
    if (processor.isEndRequired()) {
      processor.onEnd(span);
    }
  }
}
