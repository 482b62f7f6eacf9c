/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.obsagent.core.log.AgentLog;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that the application keeps itself, in a library of its own. Where one has the name of a
 * documented metric, it is left out, with a line. Thread-safe.
 */
public final class AddedMetrics implements MetricProducer {
  /** Knows the metrics that there are besides. */
  public interface Documented {
    /** The names of all of them. */
    Set<String> names();
  }

  /** All that were added. */
  public static final AddedMetrics ALL = new AddedMetrics();

  private final List<WeakReference<MetricProducer>> producers = new CopyOnWriteArrayList<>();
  private volatile @Nullable Documented documented;

  private AddedMetrics() {}

  /** Adds some; whoever has them keeps the producer alive. */
  public void add(MetricProducer producer) {
    producers.add(new WeakReference<>(producer));
  }

  /** Says which names are taken. */
  public void reserve(Documented documented) {
    this.documented = documented;
  }

  @Override
  public Collection<MetricData> produce(Resource resource) {
    if (producers.isEmpty()) {
      return Collections.emptyList();
    }
    Documented others = documented;
    Set<String> taken = others == null ? Collections.<String>emptySet() : others.names();
    List<MetricData> all = new ArrayList<>();
    for (WeakReference<MetricProducer> reference : producers) {
      MetricProducer producer = reference.get();
      if (producer == null) {
        producers.remove(reference);
      } else {
        add(producer.produce(resource), taken, all);
      }
    }
    return all;
  }

  private static void add(Collection<MetricData> added, Set<String> taken, List<MetricData> all) {
    for (MetricData metric : added) {
      String name = metric.getName();
      if (taken.contains(name)) {
        AgentLog.warnOnce(
            "added ".concat(name),
            "the application's own metric "
                + name
                + " is left out: the documented one has its name");
      } else {
        all.add(metric);
      }
    }
  }
}
