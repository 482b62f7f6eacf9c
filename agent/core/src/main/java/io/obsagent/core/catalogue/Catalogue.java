/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.method.MethodRules;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Recorder;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rules in force: the built-in ones that every application has, those of the systems named, and
 * a user's files, each able to replace or switch off what came before. What is wrong with a rule is
 * told in {@link #problems}; the rule is left out and all others hold. Immutable; thread-safe.
 */
public final class Catalogue implements MetricProducer {
  static final String SCOPE = "io.obsagent";

  private static final String CORE = "core";
  private static final List<String> SYSTEMS = Arrays.asList("realstaging");

  private final List<Metric> metrics = new ArrayList<>();
  private final Map<Metric, Emitter> emitters = new LinkedHashMap<>();
  private final long start = System.currentTimeMillis() * 1_000_000;
  private final List<String> problems = new ArrayList<>();

  private Catalogue() {}

  /**
   * Reads and compiles rules; never fails.
   *
   * @param systems names of built-in catalogues beside {@code core}
   * @param files rule files, later ones over earlier ones
   */
  public static Catalogue load(List<String> systems, List<File> files) {
    return load(systems, files, new Health.Ticker());
  }

  /**
   * Whether rules in files may name methods of the application, going by the word alone; says no of
   * files that cannot be read.
   */
  public static boolean mayNameMethods(List<File> files) {
    for (File file : files) {
      if (RuleFile.mentions(file, "method ")) {
        return true;
      }
    }
    return false;
  }

  static Catalogue load(List<String> systems, List<File> files, Health.Ticker ticker) {
    return new Loader(ticker).load(systems, files);
  }

  /** A line for each error: {@code rules.yaml:6:5: error: …}. */
  public List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** Every metric that may be emitted, and those that are declared but never are. */
  public List<Metric> metrics() {
    return Collections.unmodifiableList(metrics);
  }

  /** All values as of now. */
  @Override
  public Collection<MetricData> produce(Resource resource) {
    Moment moment = new Moment(resource, start);
    List<MetricData> all = new ArrayList<>();
    for (Map.Entry<Metric, Emitter> entry : emitters.entrySet()) {
      try {
        MetricData data = entry.getValue().data(entry.getKey(), moment);
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
    Map<Emitter, Boolean> recorded = new IdentityHashMap<>();
    for (Emitter emitter : emitters.values()) {
      if (emitter instanceof RuleRecorder && recorded.put(emitter, true) == null) {
        installation.add((RuleRecorder) emitter);
      }
    }
    installation.begin();
    return installation;
  }

  /** A catalogue's recorders in their places. */
  public static final class Installation implements AutoCloseable {
    private final Map<OperationType, List<Recorder>> recorders = new LinkedHashMap<>();

    private Installation() {}

    private void add(RuleRecorder recorder) {
      List<Recorder> ofType = recorders.get(recorder.type());
      if (ofType == null) {
        ofType = new ArrayList<>();
        recorders.put(recorder.type(), ofType);
      }
      ofType.add(recorder);
    }

    private void begin() {
      for (Map.Entry<OperationType, List<Recorder>> entry : recorders.entrySet()) {
        entry.getKey().recorders(entry.getValue().toArray(new Recorder[0]));
      }
      MethodRules.enforce(recorders.keySet());
    }

    @Override
    public void close() {
      for (OperationType type : recorders.keySet()) {
        type.recorders(null);
      }
    }
  }

  /** Reads, merges and compiles. */
  private static final class Loader {
    private final Health.Ticker ticker;
    private final Catalogue catalogue = new Catalogue();
    private final Map<String, Definition> merged = new LinkedHashMap<>();
    private final List<Problems> files = new ArrayList<>();
    private final Map<Definition, Emitter> compiled = new IdentityHashMap<>();

    Loader(Health.Ticker ticker) {
      this.ticker = ticker;
    }

    Catalogue load(List<String> systems, List<File> userFiles) {
      builtIn(CORE);
      for (String system : systems) {
        if (SYSTEMS.contains(system)) {
          builtIn(system);
        } else if (!system.equals(CORE)) {
          catalogue.problems.add(
              "obs.catalogue: '"
                  + system
                  + "' is not one of "
                  + SYSTEMS
                  + Suggestion.quoted(system, SYSTEMS));
        }
      }
      for (File file : userFiles) {
        Problems problems = problems(file.getPath());
        merge(DefinitionReader.read(RuleFile.read(file, problems), file.getName(), problems));
      }
      for (Definition definition : merged.values()) {
        if (definition.enabled) {
          declare(definition);
        }
      }
      for (Problems problems : files) {
        problems.addLines(catalogue.problems);
      }
      return catalogue;
    }

    private Problems problems(String file) {
      Problems problems = new Problems(file);
      files.add(problems);
      return problems;
    }

    private void builtIn(String name) {
      Problems problems = problems(name + ".yaml");
      merge(DefinitionReader.read(BuiltIn.read(name, problems), name, problems));
    }

    private void merge(List<Definition> definitions) {
      for (Definition definition : definitions) {
        Definition before = merged.get(definition.name);
        if (before == null || definition.overrides || !definition.enabled) {
          if (before != null && !definition.enabled) {
            before.enabled = false;
          } else {
            merged.put(definition.name, definition);
          }
        } else if (!definition.body.says(before.body)) {
          definition.problems.error(
              definition.key,
              "metric '"
                  + definition.name
                  + "' is in "
                  + before.system
                  + " already; say override: true to replace it or enabled: false to do without");
        }
      }
    }

    private void declare(Definition definition) {
      Definition first = first(definition);
      if (first == null) {
        return;
      }
      Metric metric = metric(definition, first);
      if (first.unavailable == null) {
        Emitter emitter = compiled.get(first);
        if (emitter == null) {
          emitter = RuleCompiler.compile(first, ticker);
        }
        if (emitter == null) {
          return;
        }
        compiled.put(first, emitter);
        catalogue.emitters.put(metric, emitter);
      }
      catalogue.metrics.add(metric);
    }

    /** The definition that an alias leads to; null, with the problem reported, when to none. */
    private @Nullable Definition first(Definition definition) {
      Definition at = definition;
      for (int steps = 0; at.aliasOf != null; steps++) {
        Definition next = merged.get(at.aliasOf.text);
        if (next == null) {
          definition.problems.error(
              at.aliasOf,
              "there is no metric '"
                  + at.aliasOf.text
                  + "'"
                  + Suggestion.quoted(at.aliasOf.text, merged.keySet()));
          return null;
        }
        if (steps > merged.size()) {
          definition.problems.error(at.aliasOf, "second names that lead round in a circle");
          return null;
        }
        at = next;
      }
      return at;
    }

    private static Metric metric(Definition definition, Definition first) {
      List<String> labels = new ArrayList<>();
      for (Definition.LabelText label : first.labels) {
        labels.add(label.name.text);
      }
      String help = definition.help != null ? definition.help : first.help;
      return new Metric(
          definition.name,
          String.valueOf(first.type),
          RuleCompiler.unit(first),
          Collections.unmodifiableList(labels),
          help == null ? "" : help,
          first.on == null ? "" : first.on.text,
          definition.system,
          first.unavailable,
          definition.aliasOf == null ? null : first.name);
    }
  }
}
