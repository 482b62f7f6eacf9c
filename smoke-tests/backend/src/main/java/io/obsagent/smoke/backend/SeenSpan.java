/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.backend;

import java.util.List;
import java.util.Map;

/**
 * A span as it arrived.
 *
 * @param parentId empty for a root
 * @param startNanos since the epoch
 * @param status UNSET, OK or ERROR
 * @param events the attributes of each event, and its name under {@code event.name}
 * @param links {@code traceId/spanId} of each link
 */
public record SeenSpan(
    String service,
    String traceId,
    String spanId,
    String parentId,
    String kind,
    String name,
    long startNanos,
    long endNanos,
    String status,
    Map<String, String> attributes,
    List<Map<String, String>> events,
    List<String> links) {
  /** An attribute; null when there is none. */
  public String attribute(String key) {
    return attributes.get(key);
  }

  /** {@code KIND name}. */
  public String title() {
    return kind + " " + name;
  }
}
