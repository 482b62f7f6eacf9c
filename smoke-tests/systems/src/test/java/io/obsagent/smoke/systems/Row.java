/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.backend.Scrape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A documented metric, and where a system shows it: a line of the system's table, which has name,
 * type, labels, role and the least that all its samples must come to. Of histograms and summaries
 * the count is meant.
 */
record Row(String name, String type, Set<String> labels, String role, double least) {
  static List<Row> of(String system) {
    List<Row> rows = new ArrayList<>();
    for (String line : Expression.read(system + ".metrics").split("\n")) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.trim().split(" +");
        Set<String> labels = parts[2].equals("-") ? Set.of() : Set.of(parts[2].split(","));
        rows.add(new Row(parts[0], parts[1], labels, parts[3], Double.parseDouble(parts[4])));
      }
    }
    return rows;
  }

  /** What is wrong with it in a scrape; empty when nothing is. */
  String wrongIn(Scrape scrape) {
    String found = scrape.types().getOrDefault(name, "nothing");
    if (!found.equals(type)) {
      return this + " is " + found;
    }
    String sample = type.equals("histogram") || type.equals("summary") ? name + "_count" : name;
    double sum = 0;
    for (Scrape.Sample each : scrape.samples(sample)) {
      if (!each.labels().keySet().equals(labels) || !(each.value() >= 0)) {
        return this + " has " + each;
      }
      sum += each.value();
    }
    if (scrape.samples(sample).isEmpty() || sum < least) {
      return this + " comes to " + sum + " in " + scrape.samples(sample);
    }
    return "";
  }
}
