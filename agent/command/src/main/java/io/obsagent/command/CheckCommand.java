/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.command.application.ApplicationClasses;
import io.obsagent.command.application.Binding;
import io.obsagent.command.application.MethodBinder;
import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.catalogue.RuleSources;
import io.obsagent.core.method.MethodTarget;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads rule files as the agent would, and binds method rules to an application's classes. */
@Command(
    name = "check",
    description = "Checks rule files, with --app also which methods each rule binds to.")
final class CheckCommand implements Callable<Integer> {
  /** A rule and the methods that it binds to. */
  private static final class Bound {
    final RuleSources.Rule rule;
    final List<String> methods;

    Bound(RuleSources.Rule rule, List<String> methods) {
      this.rule = rule;
      this.methods = methods;
    }
  }

  private final Output output;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Rule files, later over earlier.")
  private final List<File> files = new ArrayList<>();

  @Option(
      names = "--app",
      paramLabel = "JAR",
      description = "The application: a jar, a Spring Boot jar, a war or a folder of classes.")
  private @Nullable File application;

  @Option(
      names = "--catalogue",
      split = ",",
      paramLabel = "NAME",
      description = "Built-in catalogues beside core, in place of those in the settings.")
  private @Nullable List<String> catalogues;

  @Option(names = "--json", description = "Writes JSON.")
  private boolean json;

  CheckCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Catalogue catalogue =
        Catalogue.load(catalogues == null ? Catalogues.systems() : catalogues, files);
    List<String> problems = new ArrayList<>(catalogue.problems());
    List<RuleSources.Rule> rules = RuleSources.read(files);
    List<Bound> bound = new ArrayList<>();
    if (application != null) {
      bind(classes(application), rules, problems, bound);
    }
    if (json) {
      Map<String, Object> page = new LinkedHashMap<>();
      page.put("rules", rules.size());
      page.put("problems", problems);
      page.put("bindings", json(bound));
      output.json(page);
    } else {
      print(problems, bound, rules.size());
    }
    return problems.isEmpty() ? Commands.WELL : Commands.WRONG;
  }

  private static ApplicationClasses classes(File application) {
    try {
      return ApplicationClasses.of(application);
    } catch (IOException e) {
      throw new CommandFailure("cannot read the classes of " + application + ": " + e.getMessage());
    }
  }

  private static void bind(
      ApplicationClasses classes,
      List<RuleSources.Rule> rules,
      List<String> problems,
      List<Bound> bound) {
    for (RuleSources.Rule rule : rules) {
      MethodTarget target = rule.method();
      if (target != null) {
        try {
          List<Binding> bindings = MethodBinder.bind(target, classes);
          bound.add(new Bound(rule, lines(bindings)));
          for (String argument : target.argumentNames()) {
            String missing = MethodBinder.missing(argument, bindings);
            if (missing != null) {
              problems.add(rule.place() + ": error: " + missing);
            }
          }
        } catch (IllegalArgumentException | IOException e) {
          problems.add(rule.place() + ": error: " + e.getMessage());
        }
      }
    }
  }

  private static List<String> lines(List<Binding> bindings) {
    List<String> lines = new ArrayList<>();
    for (Binding binding : bindings) {
      lines.add(binding.toString());
    }
    Collections.sort(lines);
    return lines;
  }

  private static List<Map<String, Object>> json(List<Bound> bound) {
    List<Map<String, Object>> json = new ArrayList<>();
    for (Bound entry : bound) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("rule", entry.rule.name());
      fields.put("source", entry.rule.source());
      fields.put("methods", entry.methods);
      json.add(fields);
    }
    return json;
  }

  private void print(List<String> problems, List<Bound> bound, int rules) {
    for (String problem : problems) {
      output.say(problem);
    }
    for (Bound entry : bound) {
      output.say(entry.rule.name() + " on " + entry.rule.source());
      for (String method : entry.methods) {
        output.say("  " + method);
      }
    }
    if (problems.isEmpty()) {
      output.say("ok: " + rules + (rules == 1 ? " rule" : " rules"));
    }
  }
}
