/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSamplerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Samples everything and says so. */
public final class ShopSampler implements ConfigurableSamplerProvider, Sampler {
  private static final SamplingResult RESULT =
      SamplingResult.create(
          SamplingDecision.RECORD_AND_SAMPLE,
          Attributes.of(AttributeKey.stringKey("shop.sampler"), "all"));

  @Override
  public Sampler createSampler(ConfigProperties config) {
    return this;
  }

  @Override
  public String getName() {
    return "shop";
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return RESULT;
  }

  @Override
  public String getDescription() {
    return "ShopSampler";
  }
}
