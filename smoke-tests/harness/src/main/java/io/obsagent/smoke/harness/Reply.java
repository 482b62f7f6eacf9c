/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import io.obsagent.smoke.servers.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered.
 *
 * @param contentType the media type; empty when there is none
 */
public record Reply(int status, String contentType, String body) {

  /** The text under {@code name} in the JSON object that the body is. */
  public String field(String name) {
    @Nullable Object value = Json.parse(body) instanceof Map<?, ?> json ? json.get(name) : null;
    if (value == null) {
      throw new IllegalStateException("no " + name + " in " + body);
    }
    return value.toString();
  }

  @Override
  public String toString() {
    return (status + " " + contentType + " " + body).trim();
  }
}
