/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.obsagent.core.export.BatchLimits;
import io.opentelemetry.api.incubator.config.DeclarativeConfigException;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import java.util.Collections;
import java.util.Set;

/** What processors and readers say of their exporters. */
final class Exporters {
  private Exporters() {}

  /**
   * The exporter of a processor or reader.
   *
   * @throws DeclarativeConfigException when it has none, several or one that nothing provides
   */
  static <T> T create(Class<T> type, DeclarativeConfigProperties config) {
    DeclarativeConfigProperties exporter = config.getStructured("exporter");
    Set<String> names =
        exporter == null ? Collections.<String>emptySet() : exporter.getPropertyKeys();
    if (exporter == null || names.size() != 1) {
      throw new DeclarativeConfigException("its exporter must be one, not " + names);
    }
    String name = names.iterator().next();
    for (ComponentProvider provider : config.getComponentLoader().load(ComponentProvider.class)) {
      if (provider.getType() == type && provider.getName().equals(name)) {
        return type.cast(provider.create(new ExporterProperties(exporter.get(name))));
      }
    }
    throw new DeclarativeConfigException(
        "nothing provides a " + type.getSimpleName() + " called '" + name + "'");
  }

  /** The bounds of a batching processor; delays and timeouts are in milliseconds. */
  static BatchLimits limits(DeclarativeConfigProperties config, long delay) {
    return new BatchLimits(
        config.getLong("schedule_delay", delay),
        config.getInt("max_queue_size", 2048),
        config.getInt("max_export_batch_size", 512),
        config.getLong("export_timeout", 30_000));
  }

  /** The bounds of a processor that batches nothing. */
  static BatchLimits oneByOne() {
    return new BatchLimits(1000, 2048, 1, 30_000);
  }
}
