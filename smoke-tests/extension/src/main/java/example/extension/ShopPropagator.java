/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurablePropagatorProvider;
import java.util.Collection;
import java.util.Collections;

/** Adds a header to what the shop asks for. */
public final class ShopPropagator implements ConfigurablePropagatorProvider, TextMapPropagator {
  @Override
  public TextMapPropagator getPropagator(ConfigProperties config) {
    return this;
  }

  @Override
  public String getName() {
    return "shop";
  }

  @Override
  public Collection<String> fields() {
    return Collections.singletonList("x-shop");
  }

  @Override
  public <C> void inject(Context context, C carrier, TextMapSetter<C> setter) {
    setter.set(carrier, "x-shop", "open");
  }

  @Override
  public <C> Context extract(Context context, C carrier, TextMapGetter<C> getter) {
    return context;
  }
}
