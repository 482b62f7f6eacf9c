/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;

/** A component that is there already. */
final class Given<T> implements ComponentProvider {
  private final Class<T> type;
  private final String name;
  private final T component;

  Given(Class<T> type, String name, T component) {
    this.type = type;
    this.name = name;
    this.component = component;
  }

  @Override
  public Class<?> getType() {
    return type;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Object create(DeclarativeConfigProperties config) {
    return component;
  }
}
