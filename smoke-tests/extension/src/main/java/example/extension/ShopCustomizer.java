/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Collections;
import java.util.Map;

/** Marks all spans, and chooses the shop's sampler. */
public final class ShopCustomizer implements AutoConfigurationCustomizerProvider {
  @Override
  public void customize(AutoConfigurationCustomizer customizer) {
    customizer
        .addPropertiesCustomizer(ShopCustomizer::check)
        .addPropertiesSupplier(() -> Collections.singletonMap("otel.traces.sampler", "shop"))
        .addTracerProviderCustomizer(
            (provider, config) -> provider.addSpanProcessor(new Marking()));
  }

  private static Map<String, String> check(ConfigProperties config) {
    if (config.getBoolean("shop.fail", false)) {
      throw new IllegalStateException("told to fail");
    }
    return Collections.emptyMap();
  }

  private static final class Marking implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      span.setAttribute("shop.marked", true);
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
      return false;
    }
  }
}
