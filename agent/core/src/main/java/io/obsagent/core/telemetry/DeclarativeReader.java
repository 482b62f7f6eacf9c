/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

/** Does what a declarative configuration says. What implements it is in a jar of its own. */
public interface DeclarativeReader {
  /**
   * The SDK that a configuration describes.
   *
   * @param content the file, which is YAML
   * @param components where parts of the SDK are looked for
   * @param parts what of the agent goes into the SDK
   * @throws RuntimeException when it cannot be made even without those parts of it that are no good
   */
  AutoConfiguredOpenTelemetrySdk read(
      byte[] content, ComponentLoader components, DeclaredParts parts);
}
