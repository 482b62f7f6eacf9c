/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.settings.Settings;
import org.jspecify.annotations.Nullable;

/** What the service is called, as its resource says. */
public final class ServiceName {
  private static final String ATTRIBUTE = "service.name=";

  private ServiceName() {}

  /** The name by the settings, else by what runs. May read the application's jar. */
  public static String get() {
    String name = Settings.find("otel.service.name");
    if (name == null || name.isEmpty()) {
      name = attribute(Settings.find("otel.resource.attributes"));
    }
    return ProcessResource.serviceName(name);
  }

  private static @Nullable String attribute(@Nullable String attributes) {
    int begin = attributes == null ? -1 : ",".concat(attributes).indexOf(",".concat(ATTRIBUTE));
    if (attributes == null || begin < 0) {
      return null;
    }
    int end = attributes.indexOf(',', begin);
    return attributes.substring(begin + ATTRIBUTE.length(), end < 0 ? attributes.length() : end);
  }
}
