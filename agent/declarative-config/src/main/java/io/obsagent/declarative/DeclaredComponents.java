/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.obsagent.core.telemetry.DeclaredParts;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.DeclarativeConfigurationProvider;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.OpenTelemetryConfigurationModel;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the SDK finds of a configuration: the model that was read, and the components it names. */
final class DeclaredComponents implements ComponentLoader {
  /** Detectors of OpenTelemetry's agent, of which this agent's own tells as much. */
  private static final String[] TOLD_ANYWAY = {"container", "host", "process"};

  private final ComponentLoader others;
  private final DeclaredParts parts;
  private final Model model;

  DeclaredComponents(
      ComponentLoader others, DeclaredParts parts, OpenTelemetryConfigurationModel model) {
    this.others = others;
    this.parts = parts;
    this.model = new Model(AgentModel.with(model, parts.pages().size()));
  }

  @Override
  public <T> Iterable<T> load(Class<T> service) {
    if (service == DeclarativeConfigurationProvider.class) {
      return Collections.singletonList(service.cast(model));
    }
    if (service != ComponentProvider.class) {
      return others.load(service);
    }
    List<T> all = new ArrayList<>();
    for (T other : others.load(service)) {
      all.add(other);
    }
    for (ComponentProvider own : own()) {
      all.add(service.cast(own));
    }
    return all;
  }

  private List<ComponentProvider> own() {
    List<ComponentProvider> own = new ArrayList<>();
    for (String processor : new String[] {AgentModel.BATCH, AgentModel.SIMPLE}) {
      own.add(new BatchedSpans(processor, parts));
      own.add(new BatchedLogs(processor, parts));
    }
    own.add(new PeriodicReader(parts));
    int page = 0;
    for (MetricReader reader : parts.pages()) {
      own.add(new Given<>(MetricReader.class, AgentModel.PAGE + page++, reader));
    }
    own.add(new Given<>(Resource.class, AgentModel.DETECTOR, parts.resource()));
    for (String told : TOLD_ANYWAY) {
      own.add(new Given<>(Resource.class, told, Resource.empty()));
    }
    return own;
  }

  private static final class Model implements DeclarativeConfigurationProvider {
    private final OpenTelemetryConfigurationModel model;

    Model(OpenTelemetryConfigurationModel model) {
      this.model = model;
    }

    @Override
    public OpenTelemetryConfigurationModel getConfigurationModel() {
      return model;
    }
  }
}
