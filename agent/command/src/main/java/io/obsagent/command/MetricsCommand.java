/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.catalogue.Metric;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists metrics; what is wrong with rules goes to the error output. */
@Command(
    name = "metrics",
    description = "Lists every metric that this configuration can emit.",
    footer = {
      "",
      "Reads the settings obs.catalogue and obs.rules, such as from OBS_CATALOGUE=realstaging."
    })
final class MetricsCommand implements Callable<Integer> {
  private final Output output;

  @Option(
      names = "--catalogue",
      split = ",",
      paramLabel = "NAME",
      description = "Built-in catalogues beside core, in place of those in the settings.")
  private @Nullable List<String> catalogues;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "A rule file beside those in the settings. May be given again.")
  private final List<File> rules = new ArrayList<>();

  @Option(names = "--json", description = "Writes JSON.")
  private boolean json;

  MetricsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Catalogue catalogue = Catalogues.load(catalogues, rules);
    if (json) {
      printJson(catalogue);
    } else {
      printTables(catalogue);
    }
    return catalogue.problems().isEmpty() ? Commands.WELL : Commands.WRONG;
  }

  private void printTables(Catalogue catalogue) {
    Table emitted = new Table("NAME", "TYPE", "LABELS", "UNIT", "SOURCE", "CATALOGUE", "HELP");
    Table never = new Table("NOT AVAILABLE", "CATALOGUE", "WHY");
    for (Metric metric : catalogue.metrics()) {
      if (metric.unavailable() != null) {
        never.row(metric.name(), metric.system(), metric.unavailable());
      } else {
        emitted.row(
            metric.name(),
            metric.type(),
            String.join(",", metric.labels()),
            Catalogues.unit(metric),
            metric.source(),
            metric.system(),
            Catalogues.help(metric));
      }
    }
    emitted.print(output);
    if (!never.isEmpty()) {
      output.say("");
      never.print(output);
    }
    for (String problem : catalogue.problems()) {
      output.warn(problem);
    }
  }

  private void printJson(Catalogue catalogue) {
    List<Object> metrics = new ArrayList<>();
    for (Metric metric : catalogue.metrics()) {
      metrics.add(Catalogues.json(metric));
    }
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("metrics", metrics);
    page.put("problems", catalogue.problems());
    output.json(page);
  }
}
