/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.catalogue.Metric;
import io.obsagent.core.json.JsonWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders files from the catalogues and settings. */
@Command(
    name = "render",
    synopsisSubcommandLabel = "WHAT",
    description = "Renders docs, dashboards or alerts.")
final class RenderCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "say what to render: docs, dashboards or alerts");
    }
  }

  /** Renders the documentation of metrics and settings. */
  @Command(
      name = "docs",
      description = "Writes metrics.md, every metric of every catalogue, and settings.md.")
  static final class Docs implements Callable<Integer> {
    private final Output output;

    @Option(
        names = "--to",
        paramLabel = "DIR",
        defaultValue = "docs",
        description = "The folder to write to, made if need be. Default: ${DEFAULT-VALUE}")
    private File folder = new File("docs");

    Docs(Output output) {
      this.output = output;
    }

    @Override
    public Integer call() {
      for (Map.Entry<String, String> page : Documentation.pages().entrySet()) {
        write(output, folder, page.getKey(), page.getValue());
      }
      return Commands.WELL;
    }
  }

  private static void write(Output output, File folder, String name, String text) {
    File file = new File(folder, name);
    try {
      Files.createDirectories(folder.toPath());
      Files.write(file.toPath(), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailure("cannot write " + file + ": " + e + "; name another with --to");
    }
    output.say("wrote " + file);
  }

  /** What is rendered from rules. */
  abstract static class FromRules implements Callable<Integer> {
    private final Output output;
    private final String key;
    private final String file;

    @Parameters(
        arity = "0..*",
        paramLabel = "FILE",
        description = "Rule files beside those in the settings.")
    private final List<File> files = new ArrayList<>();

    @Option(
        names = "--to",
        paramLabel = "DIR",
        defaultValue = "deploy",
        description = "The folder to write to, made if need be. Default: ${DEFAULT-VALUE}")
    private File folder = new File("deploy");

    FromRules(Output output, String key, String file) {
      this.output = output;
      this.key = key;
      this.file = file;
    }

    /** What the file says; null when no metric asks for it. */
    abstract @Nullable String text(List<Metric> metrics);

    @Override
    public final Integer call() {
      Catalogue catalogue = Catalogues.load(null, files);
      for (String problem : catalogue.problems()) {
        output.warn(problem);
      }
      if (!catalogue.problems().isEmpty()) {
        return Commands.WRONG;
      }
      String text = text(catalogue.metrics());
      if (text == null) {
        throw new CommandFailure("no rule has '" + key + "'");
      }
      write(output, folder, file, text);
      return Commands.WELL;
    }
  }

  /** Renders the panels that rules ask for. */
  @Command(
      name = "dashboards",
      description = "Writes dashboard.json for Grafana, with the panel of each rule that has one.")
  static final class Dashboards extends FromRules {
    Dashboards(Output output) {
      super(output, "panel", "dashboard.json");
    }

    @Override
    @Nullable String text(List<Metric> metrics) {
      for (Metric metric : metrics) {
        if (metric.panel() != null) {
          return JsonWriter.write(Dashboard.of("Metrics of rules", metrics)) + "\n";
        }
      }
      return null;
    }
  }

  /** Renders the alerts that rules ask for. */
  @Command(
      name = "alerts",
      description = "Writes alerts.yaml for Prometheus, with the alert of each rule that has one.")
  static final class Alerts extends FromRules {
    Alerts(Output output) {
      super(output, "alert", "alerts.yaml");
    }

    @Override
    @Nullable String text(List<Metric> metrics) {
      for (Metric metric : metrics) {
        if (metric.alert() != null) {
          return AlertRules.of(metrics);
        }
      }
      return null;
    }
  }
}
