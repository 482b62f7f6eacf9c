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

/**
 * The processors {@code batch} and {@code simple} of log records, on the agent's own export thread.
 * The second sends each by itself, as soon as it can.
 */
final class BatchedLogs implements ComponentProvider {
  private final String name;
  private final DeclaredParts parts;

  BatchedLogs(String name, DeclaredParts parts) {
    this.name = name;
    this.parts = parts;
  }

  @Override
  public Class<?> getType() {
    return LogRecordProcessor.class;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Object create(DeclarativeConfigProperties config) {
    DeclarativeConfigProperties declared = config.get(AgentModel.DECLARED);
    return parts.batch(
        Exporters.create(LogRecordExporter.class, declared),
        name.equals(AgentModel.SIMPLE) ? Exporters.oneByOne() : Exporters.limits(declared, 1000));
  }
}
