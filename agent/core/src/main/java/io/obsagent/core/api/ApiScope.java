/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.LoggerBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfoBuilder;
import org.jspecify.annotations.Nullable;

/** Which part of the application a tracer, meter or logger is for. Immutable. */
public final class ApiScope {
  private final String name;
  private final @Nullable String version;
  private final @Nullable String schemaUrl;
  final InstrumentationScopeInfo info;

  /**
   * Takes the parts.
   *
   * @param name null stands for an empty one
   */
  public ApiScope(@Nullable String name, @Nullable String version, @Nullable String schemaUrl) {
    this.name = name == null ? "" : name;
    this.version = version;
    this.schemaUrl = schemaUrl;
    InstrumentationScopeInfoBuilder builder = InstrumentationScopeInfo.builder(this.name);
    if (version != null) {
      builder.setVersion(version);
    }
    if (schemaUrl != null) {
      builder.setSchemaUrl(schemaUrl);
    }
    this.info = builder.build();
  }

  Meter meter(MeterProvider meters) {
    MeterBuilder builder = meters.meterBuilder(name);
    if (version != null) {
      builder.setInstrumentationVersion(version);
    }
    if (schemaUrl != null) {
      builder.setSchemaUrl(schemaUrl);
    }
    return builder.build();
  }

  Logger logger(LoggerProvider loggers) {
    LoggerBuilder builder = loggers.loggerBuilder(name);
    if (version != null) {
      builder.setInstrumentationVersion(version);
    }
    if (schemaUrl != null) {
      builder.setSchemaUrl(schemaUrl);
    }
    return builder.build();
  }
}
