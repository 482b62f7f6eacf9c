/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.http.HttpActive;
import io.obsagent.core.http.HttpWant;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.method.MethodRules;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.weave.Demand;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All rules in force: the built-in ones that every application has, those of the systems named, and
 * a user's files, each able to replace or switch off what came before. What is wrong with a rule is
 * told in {@link #problems}; the rule is left out and all others hold. Immutable; thread-safe.
 */
public final class Catalogue implements MetricProducer {
  static final String SCOPE = "io.obsagent";

  private final Map<Metric, @Nullable Compiled> metrics;
  private final Map<String, Compiled> rules;
  private final Map<String, CompiledOperation> operations;
  private final List<String> problems;
  private final boolean sound;

  /**
   * Takes what was compiled.
   *
   * @param metrics each with what gives its values; null for one that is only declared
   * @param rules by the name of the metric that defines them
   * @param operations the user's own, by name
   * @param sound whether all files are without errors
   */
  Catalogue(
      Map<Metric, @Nullable Compiled> metrics,
      Map<String, Compiled> rules,
      Map<String, CompiledOperation> operations,
      List<String> problems,
      boolean sound) {
    this.metrics = metrics;
    this.rules = rules;
    this.operations = operations;
    this.problems = problems;
    this.sound = sound;
  }

  /**
   * Reads and compiles rules; never fails.
   *
   * @param systems names of built-in catalogues beside {@code core}
   * @param files rule files, later ones over earlier ones
   */
  public static Catalogue load(List<String> systems, List<File> files) {
    return load(systems, files, new Health.Ticker());
  }

  static Catalogue load(List<String> systems, List<File> files, Health.Ticker ticker) {
    return new CatalogueLoader(ticker, null).load(systems, RuleFile.all(files));
  }

  /** The rule of a metric; null when it has none. */
  @Nullable Compiled rule(String metric) {
    return rules.get(metric);
  }

  /** The user's own operation of a name; null when there is none. */
  @Nullable CompiledOperation operation(String name) {
    return operations.get(name);
  }

  /** The names of the built-in catalogues, {@code core} first. */
  public static List<String> builtIn() {
    List<String> names = new ArrayList<>();
    names.add(CatalogueLoader.CORE);
    names.addAll(CatalogueLoader.SYSTEMS);
    return names;
  }

  /** A line for each error: {@code rules.yaml:6:5: error: …}. */
  public List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** Whether all files are without errors. */
  boolean isSound() {
    return sound;
  }

  /** Whether another catalogue has the very same rules under the same names. */
  boolean isSame(Catalogue other) {
    List<Metric> mine = metrics();
    List<Metric> theirs = other.metrics();
    if (mine.size() != theirs.size() || !operations.equals(other.operations)) {
      return false;
    }
    for (int i = 0; i < mine.size(); i++) {
      if (!mine.get(i).isSame(theirs.get(i))
          || metrics.get(mine.get(i)) != other.metrics.get(theirs.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Every metric that may be emitted, and those that are declared but never are. */
  public List<Metric> metrics() {
    return new ArrayList<>(metrics.keySet());
  }

  /** All values as of now. */
  @Override
  public Collection<MetricData> produce(Resource resource) {
    for (CompiledOperation operation : operations.values()) {
      operation.join.expire();
    }
    List<MetricData> all = new ArrayList<>();
    for (Map.Entry<Metric, @Nullable Compiled> entry : metrics.entrySet()) {
      Compiled rule = entry.getValue();
      if (rule == null) {
        continue;
      }
      try {
        MetricData data = rule.emitter.data(entry.getKey(), new Moment(resource, rule.start));
        if (data != null) {
          all.add(data);
        }
      } catch (Throwable t) {
        String name = entry.getKey().name();
        AgentLog.warnOnce(name, "cannot read " + name + ": " + AgentLog.describe(t));
      }
    }
    return all;
  }

  /**
   * Sets the recorders of operations. Operations that end later are recorded; so are those that
   * were kept for lack of recorders.
   *
   * @return withdraws them when closed; close one catalogue before installing the next
   */
  public Installation install() {
    Installation installation = new Installation();
    installation.put(this);
    return installation;
  }

  private List<RuleRecorder> recorders() {
    List<RuleRecorder> all = new ArrayList<>();
    for (CompiledOperation operation : operations.values()) {
      all.add(operation.recorder);
    }
    for (Compiled rule : rules.values()) {
      if (rule.recorder != null) {
        all.add(rule.recorder);
      }
    }
    return all;
  }

  private List<OperationSource> sources() {
    List<OperationSource> sources = new ArrayList<>();
    for (CompiledOperation operation : operations.values()) {
      operation.addSources(sources);
    }
    for (Compiled rule : rules.values()) {
      sources.addAll(rule.sources);
    }
    return sources;
  }

  /** Has exchanges read for what rules want of them beside their fields. */
  private void watchExchanges() {
    boolean counted = false;
    for (Compiled rule : rules.values()) {
      counted |=
          rule.emitter instanceof ObservedReader
              && ((ObservedReader) rule.emitter).type() == Observations.HTTP_ACTIVE;
    }
    HttpActive.watch(counted);
    List<HttpWant> served = new ArrayList<>();
    List<HttpWant> sent = new ArrayList<>();
    for (OperationSource source : sources()) {
      HttpWant want =
          source.names() instanceof HttpNames ? ((HttpNames) source.names()).want() : null;
      if (want != null) {
        (source.type() == HttpServer.TYPE ? served : sent).add(want);
      }
    }
    HttpWants.SERVED.set(served);
    HttpWants.SENT.set(sent);
  }

  /** Calls that tell what rules read of other operations, and who is told of them. */
  private Map<OperationType, Recorder> listeners() {
    Map<OperationType, Recorder> listeners = new HashMap<>();
    for (OperationSource source : sources()) {
      listeners.putAll(source.listeners());
    }
    return listeners;
  }

  /** Whether it has rules for which methods must be woven. */
  public boolean asksForMethods() {
    boolean asks = !listeners().isEmpty();
    for (RuleRecorder recorder : recorders()) {
      asks |= MethodRules.areNamedBy(recorder.types());
    }
    return asks;
  }

  private boolean showsLabels() {
    for (Compiled rule : rules.values()) {
      if (!rule.logLabels.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private Set<Health> healths() {
    Set<Health> all = new LinkedHashSet<>();
    for (CompiledOperation operation : operations.values()) {
      all.add(operation.join.health());
    }
    for (Compiled rule : rules.values()) {
      if (rule.health != null) {
        all.add(rule.health);
      }
    }
    return all;
  }

  /** A catalogue's recorders in their places. */
  public static final class Installation implements AutoCloseable {
    private static final Catalogue NONE =
        new Catalogue(
            Collections.<Metric, @Nullable Compiled>emptyMap(),
            Collections.<String, Compiled>emptyMap(),
            Collections.<String, CompiledOperation>emptyMap(),
            Collections.<String>emptyList(),
            true);

    private final Map<OperationType, TypeRules> byType = new HashMap<>();
    private Catalogue current = NONE;

    private Installation() {}

    /**
     * Puts a catalogue in place of the one before. What both have goes on without a gap: each
     * operation is recorded by one of the two.
     */
    synchronized void put(Catalogue next) {
      Set<Health> before = current.healths();
      Set<Health> after = next.healths();
      Map<OperationType, List<RuleRecorder>> wanted = new HashMap<>();
      for (RuleRecorder recorder : next.recorders()) {
        for (OperationType type : recorder.types()) {
          put(type, recorder, wanted, !before.contains(recorder.health()));
        }
      }
      for (Health health : after) {
        health.open();
      }
      if (current.showsLabels() || next.showsLabels()) {
        LogLabels.install(new ArrayList<>(next.rules.values()));
      }
      for (Map.Entry<OperationType, List<RuleRecorder>> entry : wanted.entrySet()) {
        TypeRules rules = rules(entry.getKey());
        rules.set(entry.getValue());
        entry.getKey().recorders(new Recorder[] {rules});
      }
      next.watchExchanges();
      withdraw(wanted.keySet());
      Set<OperationType> woven = new HashSet<>(wanted.keySet());
      for (OperationType calls : current.listeners().keySet()) {
        calls.recorders(null);
      }
      for (Map.Entry<OperationType, Recorder> listener : next.listeners().entrySet()) {
        listener.getKey().recorders(new Recorder[] {listener.getValue()});
        woven.add(listener.getKey());
      }
      MethodRules.enforce(woven);
      Demand.enforce(wanted.keySet());
      before.removeAll(after);
      for (Health health : before) {
        health.close();
      }
      current = next;
    }

    private void put(
        OperationType type,
        RuleRecorder recorder,
        Map<OperationType, List<RuleRecorder>> wanted,
        boolean isNew) {
      List<RuleRecorder> ofType = wanted.get(type);
      if (ofType == null) {
        ofType = new ArrayList<>();
        wanted.put(type, ofType);
      }
      ofType.add(recorder);
      if (isNew) {
        recorder.health().asked(rules(type));
      }
    }

    private TypeRules rules(OperationType type) {
      TypeRules rules = byType.get(type);
      if (rules == null) {
        rules = new TypeRules();
        byType.put(type, rules);
      }
      return rules;
    }

    private void withdraw(Set<OperationType> wanted) {
      Iterator<OperationType> types = byType.keySet().iterator();
      while (types.hasNext()) {
        OperationType type = types.next();
        if (!wanted.contains(type)) {
          type.recorders(null);
          types.remove();
        }
      }
    }

    @Override
    public void close() {
      put(NONE);
    }
  }
}
