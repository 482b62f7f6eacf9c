/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's settings without some, for which the agent's defaults hold. */
final class UsableSettings implements ConfigProperties {
  private final ConfigProperties all;
  private final ConfigProperties defaults;
  private final Set<String> unusable;

  UsableSettings(ConfigProperties all, ConfigProperties defaults, Set<String> unusable) {
    this.all = all;
    this.defaults = defaults;
    this.unusable = unusable;
  }

  private ConfigProperties of(String name) {
    return unusable.contains(name) ? defaults : all;
  }

  @Override
  public @Nullable String getString(String name) {
    return of(name).getString(name);
  }

  @Override
  public @Nullable Boolean getBoolean(String name) {
    return of(name).getBoolean(name);
  }

  @Override
  public @Nullable Integer getInt(String name) {
    return of(name).getInt(name);
  }

  @Override
  public @Nullable Long getLong(String name) {
    return of(name).getLong(name);
  }

  @Override
  public @Nullable Double getDouble(String name) {
    return of(name).getDouble(name);
  }

  @Override
  public @Nullable Duration getDuration(String name) {
    return of(name).getDuration(name);
  }

  @Override
  public List<String> getList(String name) {
    return of(name).getList(name);
  }

  @Override
  public Map<String, String> getMap(String name) {
    return of(name).getMap(name);
  }

  @Override
  public ComponentLoader getComponentLoader() {
    return all.getComponentLoader();
  }
}
