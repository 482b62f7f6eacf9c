/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads, merges and compiles rules. What the catalogue before had and is the same is kept. */
final class CatalogueLoader {
  static final String CORE = "core";
  static final List<String> SYSTEMS =
      Arrays.asList("realstaging", "apex", "vantage", "imutis", "autoserve");

  private final Health.Ticker ticker;
  private final @Nullable Catalogue before;
  private final Map<String, Definition> merged = new LinkedHashMap<>();
  private final Map<String, OperationDefinition> mergedOperations = new LinkedHashMap<>();
  private final List<Definition> faulty = new ArrayList<>();
  private final List<Problems> files = new ArrayList<>();
  private final Map<String, CompiledOperation> operations = new LinkedHashMap<>();
  private final Map<String, Compiled> rules = new LinkedHashMap<>();
  private final Map<Metric, @Nullable Compiled> metrics = new LinkedHashMap<>();

  CatalogueLoader(Health.Ticker ticker, @Nullable Catalogue before) {
    this.ticker = ticker;
    this.before = before;
  }

  Catalogue load(List<String> systems, List<RuleFile> userFiles) {
    List<String> lines = new ArrayList<>();
    builtIn(CORE);
    for (String system : systems) {
      if (SYSTEMS.contains(system)) {
        builtIn(system);
      } else if (!system.equals(CORE)) {
        lines.add(
            "obs.catalogue: '"
                + system
                + "' is not one of "
                + SYSTEMS
                + Suggestion.quoted(system, SYSTEMS));
      }
    }
    for (RuleFile rules : userFiles) {
      Problems problems = problems(rules.file.getPath());
      merge(DefinitionReader.read(rules.tree(problems), rules.file.getName(), problems));
    }
    for (OperationDefinition definition : mergedOperations.values()) {
      if (definition.enabled) {
        compile(definition);
      }
    }
    for (Definition definition : merged.values()) {
      if (definition.enabled) {
        declare(definition);
      }
    }
    for (Definition definition : faulty) {
      RuleCompiler.check(definition, ticker, operations);
    }
    boolean sound = true;
    for (Problems problems : files) {
      problems.addLines(lines);
      sound &= problems.count() == 0;
    }
    return new Catalogue(metrics, rules, operations, lines, sound);
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

  // ---- merging ----

  private void merge(RuleSet file) {
    faulty.addAll(file.faulty);
    for (Definition definition : file.metrics) {
      Definition there = merged.get(definition.name);
      if (there != null && !definition.enabled) {
        there.enabled = false;
      } else if (there == null || definition.overrides) {
        merged.put(definition.name, definition);
      } else if (!definition.body.says(there.body) && !isShared(definition, there)) {
        definition.problems.error(definition.key, clash("metric", definition.name, there.system));
      }
    }
    for (OperationDefinition definition : file.operations) {
      OperationDefinition there = mergedOperations.get(definition.name);
      if (there != null && !definition.enabled) {
        there.enabled = false;
      } else if (there == null || definition.overrides) {
        mergedOperations.put(definition.name, definition);
      } else if (!definition.body.says(there.body)) {
        definition.problems.error(
            definition.nameText, clash("operation", definition.name, there.system));
      }
    }
  }

  /** Two systems that name one metric after the same thing may label it each in its own way. */
  private static boolean isShared(Definition definition, Definition there) {
    return SYSTEMS.contains(definition.system)
        && SYSTEMS.contains(there.system)
        && there.takeLabels(definition);
  }

  private static String clash(String what, String name, String system) {
    return what
        + " '"
        + name
        + "' is in "
        + system
        + " already; say override: true to replace it or enabled: false to do without";
  }

  // ---- compiling ----

  private void compile(OperationDefinition definition) {
    CompiledOperation kept = before == null ? null : before.operation(definition.name);
    CompiledOperation compiled =
        kept != null && kept.definition.body.says(definition.body)
            ? kept
            : JoinCompiler.compile(definition, ticker);
    if (compiled != null) {
      operations.put(definition.name, compiled);
    }
  }

  private void declare(Definition definition) {
    Definition first = first(definition);
    if (first == null) {
      return;
    }
    Metric metric = metric(definition, first);
    if (first.unavailable != null) {
      metrics.put(metric, null);
      return;
    }
    Compiled rule = rules.get(first.name);
    if (rule == null) {
      rule = kept(first);
    }
    if (rule == null) {
      rule = RuleCompiler.compile(first, ticker, operations);
    }
    if (rule != null) {
      rules.put(first.name, rule);
      metrics.put(metric, rule);
    }
  }

  private @Nullable Compiled kept(Definition definition) {
    Compiled kept = before == null ? null : before.rule(definition.name);
    if (kept == null || !kept.definition.isSame(definition)) {
      return null;
    }
    for (Join join : kept.joins) {
      CompiledOperation operation = operations.get(join.type().name());
      if (operation == null || operation.join != join) {
        return null;
      }
    }
    return kept;
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
        sources(first),
        definition.system,
        first.unavailable,
        definition.aliasOf == null ? null : first.name,
        definition.panel,
        definition.alert);
  }

  private static String sources(Definition definition) {
    StringBuilder all = new StringBuilder();
    for (Node.Text source : definition.on) {
      all.append(all.length() == 0 ? "" : ", ").append(source.text);
    }
    for (Node.Text source : definition.down) {
      all.append(", less ").append(source.text);
    }
    return all.toString();
  }
}
