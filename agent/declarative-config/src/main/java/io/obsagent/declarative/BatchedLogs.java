/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.obsagent.core.telemetry.DeclaredParts;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

/** The processor {@code batch} of log records, on the agent's own export thread. */
final class BatchedLogs implements ComponentProvider {
  private final DeclaredParts parts;

  BatchedLogs(DeclaredParts parts) {
    this.parts = parts;
  }

  @Override
  public Class<?> getType() {
    return LogRecordProcessor.class;
  }

  @Override
  public String getName() {
    return AgentModel.BATCH;
  }

  @Override
  public Object create(DeclarativeConfigProperties config) {
    DeclarativeConfigProperties batch = config.get(AgentModel.DECLARED);
    return parts.batch(
        Exporters.create(LogRecordExporter.class, batch), Exporters.limits(batch, 1000));
  }
}
