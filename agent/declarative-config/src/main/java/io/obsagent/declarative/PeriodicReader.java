/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.obsagent.core.telemetry.DeclaredParts;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/** The reader {@code periodic}, on the agent's own export thread and with the agent's metrics. */
final class PeriodicReader implements ComponentProvider {
  private final DeclaredParts parts;

  PeriodicReader(DeclaredParts parts) {
    this.parts = parts;
  }

  @Override
  public Class<?> getType() {
    return MetricReader.class;
  }

  @Override
  public String getName() {
    return AgentModel.PERIODIC;
  }

  @Override
  public Object create(DeclarativeConfigProperties config) {
    DeclarativeConfigProperties periodic = config.get(AgentModel.DECLARED);
    return parts.periodic(
        Exporters.create(MetricExporter.class, periodic),
        periodic.getLong("interval", 60_000),
        periodic.getLong("timeout", 30_000));
  }
}
