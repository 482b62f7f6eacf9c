/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.ApiScope;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import org.jspecify.annotations.Nullable;

/** Starts the application's spans. */
final class BridgedTracer implements Tracer {
  private static final String UNNAMED = "<unspecified span name>";

  private final ApiScope scope;
  private final boolean silent;

  BridgedTracer(@Nullable String scope, @Nullable String version, @Nullable String schemaUrl) {
    this.scope = new ApiScope(scope, version, schemaUrl);
    this.silent = SilentSpan.isFor(scope);
  }

  @Override
  public SpanBuilder spanBuilder(@Nullable String name) {
    return new BridgedSpanBuilder(
        scope, name == null || name.trim().isEmpty() ? UNNAMED : name, silent);
  }

  /** Makes tracers. */
  static final class Builder implements TracerBuilder {
    private final @Nullable String scope;
    private @Nullable String version;
    private @Nullable String schemaUrl;

    Builder(@Nullable String scope) {
      this.scope = scope;
    }

    @Override
    public TracerBuilder setSchemaUrl(@Nullable String url) {
      schemaUrl = url;
      return this;
    }

    @Override
    public TracerBuilder setInstrumentationVersion(@Nullable String text) {
      version = text;
      return this;
    }

    @Override
    public Tracer build() {
      return new BridgedTracer(scope, version, schemaUrl);
    }
  }
}
