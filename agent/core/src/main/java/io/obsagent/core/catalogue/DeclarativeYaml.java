/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.settings.Settings;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent itself takes from a file of OpenTelemetry's declarative configuration, before its
 * SDK reads the same: what is woven, how the service is called in log lines, which exemplars are
 * kept. The limits are those of rule files (256 KiB, 32 levels, no anchors). Immutable.
 */
public final class DeclarativeYaml {
  private static final String SWITCH = "otel.instrumentation.";
  private static final String ALL = SWITCH + "common.default-enabled";

  private final byte[] content;
  private final Map<String, String> settings = new HashMap<>();
  private boolean logs;

  private DeclarativeYaml(byte[] content) {
    this.content = content;
  }

  /**
   * Reads a file; null when it is no such YAML.
   *
   * @param faults then gets a line with the first thing that is wrong, and its place
   */
  public static @Nullable DeclarativeYaml read(File file, List<String> faults) {
    Problems problems = new Problems(file.getPath());
    RuleFile read = RuleFile.of(file);
    Node root = read.tree(problems);
    if (root instanceof Node.Fields && problems.count() == 0) {
      DeclarativeYaml yaml = new DeclarativeYaml(read.bytes);
      yaml.take((Node.Fields) root);
      return yaml;
    }
    if (problems.count() == 0) {
      problems.error(0, 0, "it is no map of OpenTelemetry's declarative configuration");
    }
    List<String> lines = new ArrayList<>();
    problems.addLines(lines);
    faults.add(lines.get(0));
    return null;
  }

  /** The file as it was read. */
  public byte[] content() {
    return content.clone();
  }

  /** OpenTelemetry's settings, by name, that say the same. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Whether anything is to be done with log records. */
  public boolean hasLogs() {
    return logs;
  }

  private void take(Node.Fields root) {
    Node processors = at(root, "logger_provider", "processors");
    logs = processors instanceof Node.Items && !((Node.Items) processors).items.isEmpty();
    put("otel.metrics.exemplar.filter", at(root, "meter_provider", "exemplar_filter"));
    takeResource(at(root, "resource"));
    takeSwitches(at(root, "instrumentation/development", "java"));
    Node switches = at(root, "distribution", "javaagent", "instrumentation");
    put(ALL, at(switches, "default_enabled"));
    switchAll(at(switches, "enabled"), "true");
    switchAll(at(switches, "disabled"), "false");
  }

  private void takeResource(@Nullable Node resource) {
    StringBuilder attributes = new StringBuilder();
    Node list = at(resource, "attributes");
    if (list instanceof Node.Items) {
      for (Node item : ((Node.Items) list).items) {
        Node name = at(item, "name");
        Node value = at(item, "value");
        if (name instanceof Node.Text && value instanceof Node.Text) {
          String key = ((Node.Text) name).text;
          String text = filled(((Node.Text) value).text);
          if (key.equals("service.name")) {
            settings.put("otel.service.name", text);
          }
          attributes.append(key).append('=').append(text).append(',');
        }
      }
    }
    Node more = at(resource, "attributes_list");
    if (more instanceof Node.Text) {
      attributes.append(filled(((Node.Text) more).text));
    }
    if (attributes.length() > 0) {
      settings.put("otel.resource.attributes", attributes.toString());
    }
  }

  private void takeSwitches(@Nullable Node modules) {
    if (modules instanceof Node.Fields) {
      Node.Fields fields = (Node.Fields) modules;
      for (int i = 0; i < fields.keys.size(); i++) {
        put(switchOf(fields.keys.get(i).text), at(fields.values.get(i), "enabled"));
      }
      Node mode = at(fields, "agent", "instrumentation_mode");
      if (mode instanceof Node.Text && filled(((Node.Text) mode).text).equals("none")) {
        settings.put(ALL, "false");
      }
    }
  }

  private void switchAll(@Nullable Node names, String value) {
    if (names instanceof Node.Items) {
      for (Node name : ((Node.Items) names).items) {
        if (name instanceof Node.Text) {
          settings.put(switchOf(filled(((Node.Text) name).text)), value);
        }
      }
    }
  }

  private static String switchOf(String module) {
    return SWITCH + module.replace('_', '-') + ".enabled";
  }

  private void put(String setting, @Nullable Node value) {
    if (value instanceof Node.Text) {
      String text = filled(((Node.Text) value).text);
      if (!text.isEmpty()) {
        settings.put(setting, text);
      }
    }
  }

  private static @Nullable Node at(@Nullable Node node, String... path) {
    Node here = node;
    for (String key : path) {
      here = here instanceof Node.Fields ? ((Node.Fields) here).get(key) : null;
    }
    return here;
  }

  /**
   * A text with what variables and properties say: <code>${NAME}</code>, <code>${env:NAME:-else}
   * </code>, <code>${sys:name}</code>. Two dollars are one.
   */
  static String filled(String text) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', from)) {
      filled.append(text, from, at);
      int end = text.startsWith("${", at) ? text.indexOf('}', at) : -1;
      if (end > 0) {
        filled.append(value(text.substring(at + 2, end)));
        from = end + 1;
      } else {
        filled.append('$');
        from = text.startsWith("$$", at) ? at + 2 : at + 1;
      }
    }
    return filled.append(text, from, text.length()).toString();
  }

  private static String value(String reference) {
    int dash = reference.indexOf(":-");
    String name = dash < 0 ? reference : reference.substring(0, dash);
    String value =
        name.startsWith("sys:")
            ? Settings.property(name.substring(4))
            : Settings.environment(name.startsWith("env:") ? name.substring(4) : name);
    String otherwise = dash < 0 ? "" : reference.substring(dash + 2);
    return value == null ? otherwise : value;
  }
}
