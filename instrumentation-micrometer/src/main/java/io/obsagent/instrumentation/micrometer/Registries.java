/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.obsagent.core.api.AddedMetrics;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The application's registries whose counters are never reset, as those for Prometheus are; what
 * others count is seen only where they are in a composite registry. A meter that several registries
 * have counts once. Thread-safe.
 */
final class Registries implements MetricProducer {
  /** Kept alive here, by the loader of the application, and not by the agent. */
  private static final Registries ALL = new Registries();

  private static final Set<String> PROMETHEUS =
      new HashSet<>(
          Arrays.asList(
              "io.micrometer.prometheus.PrometheusMeterRegistry",
              "io.micrometer.prometheusmetrics.PrometheusMeterRegistry"));

  /** Of meters that forget at each step. */
  private static final String STEPS = "io.micrometer.core.instrument.step.";

  private final Set<MeterRegistry> registries =
      Collections.newSetFromMap(new WeakHashMap<MeterRegistry, Boolean>());
  private final Set<CompositeMeterRegistry> composites =
      Collections.newSetFromMap(new WeakHashMap<CompositeMeterRegistry, Boolean>());
  private boolean added;

  private Registries() {}

  static void made(MeterRegistry registry) {
    if (registry instanceof SimpleMeterRegistry || isForPrometheus(registry)) {
      ALL.add(registry);
    }
  }

  static void madeComposite(CompositeMeterRegistry registry) {
    if (ALL.isNew(registry)) {
      registry.add(new SimpleMeterRegistry());
    }
  }

  private synchronized boolean isNew(CompositeMeterRegistry registry) {
    return composites.add(registry);
  }

  private synchronized void add(MeterRegistry registry) {
    registries.add(registry);
    if (!added) {
      added = true;
      AddedMetrics.ALL.add(this);
    }
  }

  private static boolean isForPrometheus(MeterRegistry registry) {
    for (Class<?> type = registry.getClass(); type != null; type = type.getSuperclass()) {
      if (PROMETHEUS.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }

  /** Those for Prometheus first, which have the buckets of histograms. */
  private synchronized List<MeterRegistry> all() {
    List<MeterRegistry> all = new ArrayList<>(registries.size());
    for (MeterRegistry registry : registries) {
      if (registry.isClosed()) {
        continue;
      }
      if (registry instanceof SimpleMeterRegistry) {
        all.add(registry);
      } else {
        all.add(0, registry);
      }
    }
    return all;
  }

  @Override
  public Collection<MetricData> produce(@Nullable Resource resource) {
    Families families = new Families(resource == null ? Resource.empty() : resource);
    Set<Meter.Id> seen = new HashSet<>();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      for (MeterRegistry registry : all()) {
        thread.setContextClassLoader(registry.getClass().getClassLoader());
        for (Meter meter : registry.getMeters()) {
          if (!meter.getClass().getName().startsWith(STEPS) && seen.add(meter.getId())) {
            read(meter, families);
          }
        }
      }
    } finally {
      thread.setContextClassLoader(before);
    }
    return families.metrics();
  }

  /** Gauges call the application. */
  private static void read(Meter meter, Families families) {
    try {
      MeterReader.read(meter, families);
    } catch (RuntimeException e) {
      AgentLog.debug("meter " + meter.getId().getName(), e);
    }
  }
}
