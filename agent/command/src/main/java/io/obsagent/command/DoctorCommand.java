/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.settings.Setting;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.settings.Surroundings;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at settings, server and exporters. */
@Command(
    name = "doctor",
    description = {
      "Shows the settings in force, whether server and exporters work, what is woven",
      "and which libraries are loaded that are not instrumented:",
      "those of an application started here and now, or of a running process."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Output output;
  private final File jar;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, List<String>> woven = new TreeMap<>();
  private final List<String> uncovered = new ArrayList<>();

  @Option(names = "--pid", paramLabel = "N", description = "A running process.")
  private @Nullable Long pid;

  @Option(names = "--json", description = "Writes JSON.")
  private boolean json;

  DoctorCommand(Output output, File jar) {
    this.output = output;
    this.jar = jar;
  }

  @Override
  public Integer call() {
    JavaProcess process = pid == null ? null : JavaProcess.of(pid, jar);
    Surroundings surroundings = process == null ? Surroundings.here() : process.surroundings();
    if (process != null && process.hidesEnvironment()) {
      problems.add("the environment of process " + pid + " cannot be read: run as its user");
    }
    String java = java(process);
    List<InForce> settings = new ArrayList<>();
    for (Setting<?> setting : Settings.all()) {
      InForce inForce = InForce.of(setting, surroundings);
      settings.add(inForce);
      if (inForce.fault() != null) {
        problems.add(inForce.fault());
      }
    }
    Map<String, Object> server = server(AgentServer.of(surroundings));
    List<Exporters.Exporter> exporters = Exporters.of(surroundings);
    for (Exporters.Exporter exporter : exporters) {
      if (exporter.problem != null) {
        problems.add(exporter.signal + ": " + exporter.problem);
      }
    }
    if (json) {
      printJson(java, settings, server, exporters);
    } else {
      print(java, settings, server, exporters);
    }
    return problems.isEmpty() ? Commands.WELL : Commands.WRONG;
  }

  private static String java(@Nullable JavaProcess process) {
    StringBuilder java = new StringBuilder();
    for (String name : new String[] {"java.version", "java.vm.name", "java.home"}) {
      String value = process == null ? Settings.property(name) : process.property(name);
      java.append(java.length() == 0 ? "" : ", ").append(value);
    }
    return java.toString();
  }

  /** What is at the server's address. */
  private Map<String, Object> server(AgentServer server) {
    Map<String, Object> found = new LinkedHashMap<>();
    if (pid != null && Boolean.FALSE.equals(ProcFiles.hasAgentThreads(pid))) {
      problems.add("no agent runs in process " + pid + "; start it with: attach " + pid);
    }
    if (!server.canBeAsked()) {
      found.put("state", "cannot be asked: " + server.whyNot());
      return found;
    }
    found.put("address", server.address());
    String health = server.health();
    String taken = health == null ? server.taken() : null;
    if (health != null) {
      found.put("state", "an agent answers");
      found.put("metrics", server.url() + "/metrics");
      found.put("health", server.url() + "/health");
      found.put("answer", health);
      woven.putAll(server.woven());
      uncovered.addAll(server.uncovered());
    } else if (taken == null) {
      found.put("state", "free");
    } else {
      found.put("state", "in use by something else");
      problems.add(
          "the agent cannot listen on "
              + server.address()
              + ": "
              + taken
              + "; set obs.server.port to a free one");
    }
    return found;
  }

  private void print(
      String java,
      List<InForce> settings,
      Map<String, Object> server,
      List<Exporters.Exporter> exporters) {
    output.say("java      " + java);
    Table parts = new Table("server", String.valueOf(server.get("state")));
    for (Map.Entry<String, Object> entry : server.entrySet()) {
      if (!entry.getKey().equals("state")) {
        parts.row("", entry.getKey() + " " + entry.getValue());
      }
    }
    for (Exporters.Exporter exporter : exporters) {
      String to = exporter.endpoint == null ? "" : " to " + exporter.endpoint;
      String state = exporter.endpoint == null ? "" : exporter.problem == null ? ": reachable" : "";
      parts.row(exporter.signal, exporter.name + to + state);
    }
    parts.print(output);
    output.say("");
    if (!woven.isEmpty()) {
      Table classes = new Table("WOVEN", "CLASSES", "SUCH AS");
      for (Map.Entry<String, List<String>> entry : woven.entrySet()) {
        List<String> names = entry.getValue();
        classes.row(entry.getKey(), String.valueOf(names.size()), names.get(0));
      }
      classes.print(output);
      output.say("");
    }
    if (!uncovered.isEmpty()) {
      output.say("loaded, but not instrumented: " + String.join(", ", uncovered));
      output.say("");
    }
    Table table = new Table("SETTING", "VALUE", "FROM");
    for (InForce setting : settings) {
      table.row(setting.name(), setting.shown(), setting.origin());
    }
    table.print(output);
    if (!problems.isEmpty()) {
      output.say("");
    }
    for (String problem : problems) {
      output.say("problem: " + problem);
    }
  }

  private void printJson(
      String java,
      List<InForce> settings,
      Map<String, Object> server,
      List<Exporters.Exporter> exporters) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("java", java);
    page.put("server", server);
    page.put("woven", woven);
    page.put("uncovered", uncovered);
    List<Object> signals = new ArrayList<>();
    for (Exporters.Exporter exporter : exporters) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("signal", exporter.signal);
      fields.put("exporter", exporter.name);
      fields.put("endpoint", exporter.endpoint);
      fields.put("reachable", exporter.endpoint == null ? null : exporter.problem == null);
      signals.add(fields);
    }
    page.put("exporters", signals);
    List<Object> values = new ArrayList<>();
    for (InForce setting : settings) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", setting.name());
      fields.put("value", setting.shown());
      fields.put("from", setting.origin());
      values.add(fields);
    }
    page.put("settings", values);
    page.put("problems", problems);
    output.json(page);
  }
}
