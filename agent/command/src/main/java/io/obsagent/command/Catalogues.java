/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.catalogue.Metric;
import io.obsagent.core.settings.Settings;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogues that a command looks at, and their metrics as text. */
final class Catalogues {
  private Catalogues() {}

  /**
   * The catalogue of this configuration.
   *
   * @param systems in place of those that the settings name; null for those
   * @param files beside those that the settings name
   */
  static Catalogue load(@Nullable List<String> systems, List<File> files) {
    List<File> all = new ArrayList<>();
    for (String file : Settings.RULES.get()) {
      all.add(new File(file));
    }
    all.addAll(files);
    return Catalogue.load(systems == null ? systems() : systems, all);
  }

  /** The built-in catalogues that the settings name. */
  static List<String> systems() {
    return Settings.CATALOGUE.get();
  }

  /** The unit, or nothing where there is none. */
  static String unit(Metric metric) {
    return metric.unit().equals("1") ? "" : metric.unit();
  }

  /** What it counts, and of which metric it is another name. */
  static String help(Metric metric) {
    if (metric.aliasOf() == null) {
      return metric.help();
    }
    String alias = "same as " + metric.aliasOf();
    return metric.help().isEmpty() ? alias : metric.help() + " (" + alias + ")";
  }

  /** A metric for JSON. */
  static Map<String, Object> json(Metric metric) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", metric.name());
    json.put("type", metric.type());
    json.put("labels", metric.labels());
    json.put("unit", metric.unit());
    json.put("help", metric.help());
    json.put("source", metric.source());
    json.put("catalogue", metric.system());
    if (metric.aliasOf() != null) {
      json.put("alias_of", metric.aliasOf());
    }
    if (metric.unavailable() != null) {
      json.put("unavailable", metric.unavailable());
    }
    return json;
  }
}
