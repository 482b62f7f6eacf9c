/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.catalogue.Metric;
import io.obsagent.core.catalogue.Suggestion;
import io.obsagent.core.settings.Setting;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.settings.Surroundings;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says of a rule what a running agent says of it. */
@Command(
    name = "explain",
    description = "Says why a rule of a running process is silent.",
    footer = {"", "Without --url and --pid, the agent is asked whose address the settings tell."})
final class ExplainCommand implements Callable<Integer> {
  private final Output output;
  private final File jar;

  @Parameters(paramLabel = "RULE", description = "The name of the rule, which is its metric's.")
  private String rule = "";

  @ArgGroup private @Nullable Where where;

  @Option(names = "--json", description = "Writes JSON.")
  private boolean json;

  /** One of two. */
  private static final class Where {
    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "Where the agent's server is, such as http://127.0.0.1:9464.")
    private @Nullable String url;

    @Option(names = "--pid", paramLabel = "N", description = "The process.")
    private @Nullable Long pid;
  }

  ExplainCommand(Output output, File jar) {
    this.output = output;
    this.jar = jar;
  }

  @Override
  public Integer call() {
    JavaProcess process =
        where == null || where.pid == null ? null : JavaProcess.of(where.pid, jar);
    Surroundings surroundings = process == null ? Surroundings.here() : process.surroundings();
    String url = where == null ? null : where.url;
    if (url == null) {
      AgentServer server = AgentServer.of(surroundings);
      if (!server.canBeAsked()) {
        throw new CommandFailure("the agent cannot be asked: " + server.whyNot());
      }
      url = server.url();
    }
    Samples samples = Samples.parse(page(url));
    Catalogue catalogue = catalogue(surroundings, process);
    Explanation explanation = Explanation.of(rule, find(catalogue), samples);
    if (explanation == null) {
      TreeSet<String> known = new TreeSet<>(samples.values("rule"));
      for (Metric metric : catalogue.metrics()) {
        known.add(metric.name());
      }
      throw new CommandFailure(
          "neither "
              + url
              + " nor this configuration knows a rule '"
              + rule
              + "'"
              + Suggestion.quoted(rule, known));
    }
    if (json) {
      output.json(explanation.json());
    } else {
      for (String line : explanation.lines()) {
        output.say(line);
      }
    }
    return Commands.WELL;
  }

  private static String page(String url) {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    String page = base.endsWith("/metrics") ? base : base + "/metrics";
    try {
      return Http.get(page);
    } catch (IOException | ClassCastException e) {
      throw new CommandFailure(
          "cannot read " + page + ": " + e.getMessage() + "; name the agent's server with --url");
    }
  }

  /** The rules that the process was told to use, as far as their files are here. */
  private static Catalogue catalogue(Surroundings surroundings, @Nullable JavaProcess process) {
    List<File> files = new ArrayList<>();
    String folder = process == null ? null : process.property("user.dir");
    for (String name : items(Settings.RULES, surroundings)) {
      File file = new File(name);
      files.add(file.isAbsolute() || folder == null ? file : new File(folder, name));
    }
    return Catalogue.load(items(Settings.CATALOGUE, surroundings), files);
  }

  private static List<String> items(Setting<List<String>> setting, Surroundings surroundings) {
    List<String> items = new ArrayList<>();
    for (String item : InForce.of(setting, surroundings).value().split(",")) {
      if (!item.trim().isEmpty()) {
        items.add(item.trim());
      }
    }
    return items;
  }

  private @Nullable Metric find(Catalogue catalogue) {
    for (Metric metric : catalogue.metrics()) {
      if (metric.name().equals(rule)) {
        return metric;
      }
    }
    return null;
  }
}
