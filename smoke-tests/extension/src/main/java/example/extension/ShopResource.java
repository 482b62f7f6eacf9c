/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ResourceProvider;
import io.opentelemetry.sdk.resources.Resource;

/** Says which branch of the shop this is. */
public final class ShopResource implements ResourceProvider {
  @Override
  public Resource createResource(ConfigProperties config) {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("shop.branch"), config.getString("shop.branch", "none")));
  }
}
