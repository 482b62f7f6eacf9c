/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.obsagent.core.telemetry.DeclaredParts;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** The processor {@code batch} of spans, on the agent's own export thread. */
final class BatchedSpans implements ComponentProvider {
  private final DeclaredParts parts;

  BatchedSpans(DeclaredParts parts) {
    this.parts = parts;
  }

  @Override
  public Class<?> getType() {
    return SpanProcessor.class;
  }

  @Override
  public String getName() {
    return AgentModel.BATCH;
  }

  @Override
  public Object create(DeclarativeConfigProperties config) {
    DeclarativeConfigProperties batch = config.get(AgentModel.DECLARED);
    return parts.batch(Exporters.create(SpanExporter.class, batch), Exporters.limits(batch, 5000));
  }
}
