/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import org.jspecify.annotations.Nullable;

/** The two text formats that Prometheus reads. */
public enum TextFormat {
  /** The classic text format, 0.0.4. */
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0.0, which can carry exemplars. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final String contentType;

  TextFormat(String contentType) {
    this.contentType = contentType;
  }

  /** The format's {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /** The format that a client prefers by its {@code Accept} header (null if it sent none). */
  public static TextFormat of(@Nullable String accept) {
    if (accept == null) {
      return PROMETHEUS;
    }
    double wanted = MediaRanges.quality(accept, "application/openmetrics-text");
    return wanted > 0 && wanted >= MediaRanges.quality(accept, "text/plain")
        ? OPEN_METRICS
        : PROMETHEUS;
  }
}
