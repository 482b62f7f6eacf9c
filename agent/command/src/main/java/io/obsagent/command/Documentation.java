/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.catalogue.Metric;
import io.obsagent.core.settings.Setting;
import io.obsagent.core.settings.Settings;
import java.io.File;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pages that are rendered from what the agent declares. */
final class Documentation {
  private static final String NOTE =
      "Rendered by `" + Commands.NAME + " render docs`; change what it is rendered from.\n";

  private Documentation() {}

  /** The texts of the pages by the names of their files. */
  static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("metrics.md", metrics());
    pages.put("settings.md", settings());
    return pages;
  }

  private static String metrics() {
    StringBuilder page = new StringBuilder("# Metrics\n\n");
    page.append(NOTE);
    page.append("`core` always holds; other catalogues are named in `obs.catalogue`.\n");
    for (String name : Catalogue.builtIn()) {
      catalogue(page, name);
    }
    return page.toString();
  }

  private static void catalogue(StringBuilder page, String name) {
    Table emitted = new Table("Name", "Type", "Labels", "Unit", "Help", "Source");
    Table never = new Table("Not available", "Why");
    Catalogue catalogue =
        Catalogue.load(Collections.singletonList(name), Collections.<File>emptyList());
    for (Metric metric : catalogue.metrics()) {
      if (metric.system().equals(name)) {
        if (metric.unavailable() != null) {
          never.row(code(metric.name()), metric.unavailable());
        } else {
          emitted.row(
              code(metric.name()),
              metric.type(),
              codes(metric.labels()),
              Catalogues.unit(metric),
              Catalogues.help(metric),
              code(metric.source()));
        }
      }
    }
    page.append("\n## ").append(name).append("\n\n");
    emitted.appendMarkdown(page);
    if (!never.isEmpty()) {
      page.append('\n');
      never.appendMarkdown(page);
    }
  }

  private static String settings() {
    StringBuilder page = new StringBuilder("# Settings\n\n");
    page.append(NOTE);
    page.append(
        "\nEach is a system property (`-Dobs.debug=true`), a variable of the environment"
            + " (`OBS_DEBUG=true`) or in the\nagent's argument"
            + " (`-javaagent:obs-agent.jar=obs.debug=true;obs.server.port=0`), which comes"
            + " first. All `otel.*`\nsettings of the OpenTelemetry SDK hold as well.\n\n");
    Table table = new Table("Property", "Environment", "Default", "What it does");
    for (Setting<?> setting : Settings.all()) {
      String value = text(setting.defaultValue());
      table.row(
          code(setting.name()),
          code(setting.environmentName()),
          value.isEmpty() ? "" : code(value),
          setting.choices().isEmpty()
              ? setting.description()
              : setting.description() + " One of " + codes(setting.choices()) + ".");
    }
    table.appendMarkdown(page);
    return page.toString();
  }

  /** A setting's value as an operator would write it. */
  static String text(Object value) {
    if (!(value instanceof List)) {
      return String.valueOf(value);
    }
    StringBuilder text = new StringBuilder();
    for (Object item : (List<?>) value) {
      text.append(text.length() == 0 ? "" : ",").append(item);
    }
    return text.toString();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String codes(List<String> texts) {
    StringBuilder codes = new StringBuilder();
    for (String text : texts) {
      codes.append(codes.length() == 0 ? "" : ", ").append(code(text));
    }
    return codes.toString();
  }
}
