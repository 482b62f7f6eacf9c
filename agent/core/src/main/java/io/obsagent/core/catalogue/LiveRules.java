/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.api.AddedMetrics;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.io.File;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue in force, which follows a user's files: when one changes, all are read and compiled
 * anew and take their places at once, or, if anything is wrong, nothing changes. A rule that stays
 * the same goes on counting as if nothing had happened. Thread-safe.
 */
public final class LiveRules implements MetricProducer, AddedMetrics.Documented, AutoCloseable {
  private final List<String> systems;
  private final RulePlaces places;
  private final Health.Ticker ticker = new Health.Ticker();
  private volatile Catalogue catalogue;
  private Catalogue.@Nullable Installation installation;
  private @Nullable Thread watcher;
  private String state;
  private List<String> problems;

  private LiveRules(List<String> systems, RulePlaces places) {
    this.systems = systems;
    this.places = places;
    List<RuleFile> files = places.read();
    this.state = places.stateRead();
    this.catalogue = new CatalogueLoader(ticker, null).load(systems, files);
    this.problems = catalogue.problems();
  }

  /**
   * Reads and compiles rules; never fails.
   *
   * @param systems names of built-in catalogues beside {@code core}
   * @param places rule files and directories of them, later ones over earlier ones
   */
  public static LiveRules load(List<String> systems, List<String> places) {
    return load(systems, new RulePlaces(places));
  }

  /** As {@link #load(List, List)}, of places that may have been looked at already. */
  public static LiveRules load(List<String> systems, RulePlaces places) {
    return new LiveRules(systems, places);
  }

  /** The rules that are in force now. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** All values as of now. */
  @Override
  public Collection<MetricData> produce(Resource resource) {
    return catalogue.produce(resource);
  }

  @Override
  public Set<String> names() {
    Set<String> names = new HashSet<>();
    for (Metric metric : catalogue.metrics()) {
      names.add(metric.name());
    }
    return names;
  }

  /** Sets the recorders of operations; see {@link Catalogue#install()}. */
  public synchronized void install() {
    installation = catalogue.install();
  }

  /**
   * Looks at the files again and again, on a daemon thread of its own.
   *
   * @param seconds from one look to the next; 0 for never
   */
  public synchronized void watch(int seconds) {
    if (seconds > 0 && !places.isEmpty() && watcher == null) {
      Thread thread = new Watcher(this, seconds * 1000L);
      thread.start();
      watcher = thread;
    }
  }

  /** Withdraws the recorders and looks at the files no more. */
  @Override
  public synchronized void close() {
    if (watcher != null) {
      watcher.interrupt();
    }
    if (installation != null) {
      installation.close();
    }
  }

  /** Takes what the files say now, if they changed; returns whether it did. */
  synchronized boolean refresh() {
    List<File> files = places.files();
    String now = RulePlaces.state(files);
    if (now.equals(state)) {
      return false;
    }
    state = now;
    Catalogue next = new CatalogueLoader(ticker, catalogue).load(systems, RuleFile.all(files));
    boolean known = next.problems().equals(problems);
    problems = next.problems();
    if (!next.isSound()) {
      for (int i = 0; i < problems.size() && !known; i++) {
        AgentLog.warn(problems.get(i) + " (the rules before hold)");
      }
      return false;
    }
    if (next.isSame(catalogue)) {
      return false;
    }
    if (installation != null) {
      installation.put(next);
    }
    catalogue = next;
    AgentLog.info("rules read anew: " + next.metrics().size() + " metrics");
    return true;
  }

  private static final class Watcher extends Thread {
    private final LiveRules rules;
    private final long millis;

    Watcher(LiveRules rules, long millis) {
      super("obs-rules");
      setDaemon(true);
      setContextClassLoader(LiveRules.class.getClassLoader());
      this.rules = rules;
      this.millis = millis;
    }

    @Override
    public void run() {
      try {
        while (true) {
          Thread.sleep(millis);
          look();
        }
      } catch (InterruptedException e) {
        AgentLog.debug("rule files are watched no more", e);
      }
    }

    private void look() {
      try {
        rules.refresh();
      } catch (Throwable t) {
        AgentLog.warnOnce("rule files", "rule files cannot be looked at: " + AgentLog.describe(t));
      }
    }
  }
}
