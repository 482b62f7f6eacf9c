/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.vocabulary.Distribution;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableValueAtQuantile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A summary, which is what something observed says of itself. Thread-safe. */
final class SummaryReader implements Emitter {
  private static final double[] QUANTILES = {0, 0.25, 0.5, 0.75, 1};

  private final ObservedType type;
  private final Expression<Observed> value;

  SummaryReader(ObservedType type, Expression<Observed> value) {
    this.type = type;
    this.value = value;
  }

  @Override
  public @Nullable MetricData data(Metric metric, Moment moment) {
    for (Observed thing : type.things()) {
      Object read = value.value(thing);
      if (read instanceof Distribution) {
        return moment.summaries(
            metric, Collections.singletonList(point((Distribution) read, moment)));
      }
    }
    return null;
  }

  private static SummaryPointData point(Distribution read, Moment moment) {
    List<ValueAtQuantile> values = new ArrayList<>();
    for (double quantile : QUANTILES) {
      values.add(ImmutableValueAtQuantile.create(quantile, read.quantile(quantile)));
    }
    return ImmutableSummaryPointData.create(
        moment.start, moment.now, Attributes.empty(), read.count(), read.sum(), values);
  }
}
