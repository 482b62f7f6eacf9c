/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.opentelemetry.sdk.metrics.data.MetricData;
import org.jspecify.annotations.Nullable;

/** What gives a metric's values, under its name and any second names. Thread-safe. */
interface Emitter {
  /** The values at a moment under one name; null when there are none yet. */
  @Nullable MetricData data(Metric metric, Moment moment);
}
