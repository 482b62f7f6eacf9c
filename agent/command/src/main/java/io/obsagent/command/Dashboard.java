/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Metric;
import io.obsagent.core.catalogue.Panel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A dashboard of Grafana: two panels in each row, of the data source that its user picks. */
final class Dashboard {
  private static final int SCHEMA = 39;
  private static final int WIDTH = 12;
  private static final int HEIGHT = 8;

  private Dashboard() {}

  /** The dashboard for JSON. */
  static Map<String, Object> of(String title, List<Metric> metrics) {
    List<Object> panels = new ArrayList<>();
    for (Metric metric : metrics) {
      Panel panel = metric.panel();
      if (panel != null) {
        panels.add(panel(panels.size(), metric, panel));
      }
    }
    Map<String, Object> dashboard = new LinkedHashMap<>();
    dashboard.put("title", title);
    dashboard.put("uid", "obs-rules");
    dashboard.put("schemaVersion", SCHEMA);
    dashboard.put("editable", true);
    dashboard.put("refresh", "30s");
    dashboard.put("time", map("from", "now-1h", "to", "now"));
    dashboard.put(
        "templating",
        map(
            "list",
            Collections.singletonList(
                map(
                    "name",
                    "datasource",
                    "label",
                    "Data source",
                    "type",
                    "datasource",
                    "query",
                    "prometheus"))));
    dashboard.put("panels", panels);
    return dashboard;
  }

  private static Map<String, Object> panel(int index, Metric metric, Panel panel) {
    Map<String, Object> source = map("type", "prometheus", "uid", "${datasource}");
    Map<String, Object> target =
        map(
            "refId",
            "A",
            "datasource",
            source,
            "expr",
            panel.expression(),
            "legendFormat",
            legend(metric, panel));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", index + 1);
    shown.put("type", "timeseries");
    shown.put("title", panel.title());
    shown.put("description", metric.help());
    shown.put("datasource", source);
    shown.put(
        "gridPos", map("x", index % 2 * WIDTH, "y", index / 2 * HEIGHT, "w", WIDTH, "h", HEIGHT));
    shown.put(
        "fieldConfig",
        map("defaults", map("unit", unit(metric, panel)), "overrides", new ArrayList<>()));
    shown.put("targets", Collections.singletonList(target));
    return shown;
  }

  private static String legend(Metric metric, Panel panel) {
    if (panel.by().isEmpty()) {
      return metric.name();
    }
    StringBuilder legend = new StringBuilder();
    for (String label : panel.by()) {
      legend.append(legend.length() == 0 ? "" : " ").append("{{").append(label).append("}}");
    }
    return legend.toString();
  }

  /** The unit as Grafana knows it. */
  private static String unit(Metric metric, Panel panel) {
    if (panel.query().equals("rate")) {
      return "ops";
    }
    if (panel.query().equals("increase")) {
      return "short";
    }
    switch (metric.unit()) {
      case "s":
      case "ms":
        return metric.unit();
      case "By":
        return "bytes";
      default:
        return "short";
    }
  }

  private static Map<String, Object> map(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    List<Object> all = Arrays.asList(entries);
    for (int i = 0; i < all.size(); i += 2) {
      map.put(String.valueOf(all.get(i)), all.get(i + 1));
    }
    return map;
  }
}
