/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.settings.Settings;
import org.jspecify.annotations.Nullable;

/** What the service is called, as its resource says. */
public final class ServiceName {
  private ServiceName() {}

  /** The name by the settings, else by what runs. May read the application's jar. */
  public static String get() {
    String name = Settings.find("otel.service.name");
    if (name == null || name.isEmpty()) {
      name = attribute("service.name");
    }
    return ProcessResource.serviceName(name);
  }

  /** An attribute that the settings give the resource; null when they do not. */
  public static @Nullable String attribute(String key) {
    String attributes = Settings.find("otel.resource.attributes");
    int begin = attributes == null ? -1 : ",".concat(attributes).indexOf("," + key + "=");
    if (attributes == null || begin < 0) {
      return null;
    }
    int end = attributes.indexOf(',', begin);
    return attributes.substring(begin + key.length() + 1, end < 0 ? attributes.length() : end);
  }
}
