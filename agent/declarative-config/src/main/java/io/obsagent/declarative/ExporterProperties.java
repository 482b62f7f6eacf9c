/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.opentelemetry.api.incubator.config.ConfigProvider;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ExtendedDeclarativeConfigProperties;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a file says of an exporter, in the form that the SDK's exporters ask for. */
final class ExporterProperties implements ExtendedDeclarativeConfigProperties {
  private final DeclarativeConfigProperties properties;

  ExporterProperties(DeclarativeConfigProperties properties) {
    this.properties = properties;
  }

  /** Of the configuration of instrumentations exporters need nothing. */
  @Override
  public ConfigProvider getConfigProvider() {
    return ConfigProvider.noop();
  }

  @Override
  public @Nullable String getString(String name) {
    return properties.getString(name);
  }

  @Override
  public @Nullable Boolean getBoolean(String name) {
    return properties.getBoolean(name);
  }

  @Override
  public @Nullable Integer getInt(String name) {
    return properties.getInt(name);
  }

  @Override
  public @Nullable Long getLong(String name) {
    return properties.getLong(name);
  }

  @Override
  public @Nullable Double getDouble(String name) {
    return properties.getDouble(name);
  }

  @Override
  public <T> @Nullable List<T> getScalarList(String name, Class<T> scalarType) {
    return properties.getScalarList(name, scalarType);
  }

  @Override
  public @Nullable DeclarativeConfigProperties getStructured(String name) {
    return properties.getStructured(name);
  }

  @Override
  public @Nullable List<DeclarativeConfigProperties> getStructuredList(String name) {
    return properties.getStructuredList(name);
  }

  @Override
  public Set<String> getPropertyKeys() {
    return properties.getPropertyKeys();
  }

  @Override
  public ComponentLoader getComponentLoader() {
    return properties.getComponentLoader();
  }
}
