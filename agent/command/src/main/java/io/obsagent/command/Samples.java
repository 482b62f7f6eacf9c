/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The samples of a metrics page in Prometheus' text format. Immutable. */
final class Samples {
  /** A name, labels and a value. Immutable. */
  static final class Sample {
    final String name;
    final Map<String, String> labels;
    final double value;

    Sample(String name, Map<String, String> labels, double value) {
      this.name = name;
      this.labels = labels;
      this.value = value;
    }
  }

  private final List<Sample> all = new ArrayList<>();

  private Samples() {}

  /** Reads a page; lines that are none are left out. */
  static Samples parse(String page) {
    Samples samples = new Samples();
    for (String line : page.split("\n")) {
      if (!line.isEmpty() && line.charAt(0) != '#') {
        try {
          samples.all.add(new Line(line).sample());
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
          // Not a sample.
        }
      }
    }
    return samples;
  }

  /** Those of a name. */
  List<Sample> named(String name) {
    List<Sample> found = new ArrayList<>();
    for (Sample sample : all) {
      if (sample.name.equals(name)) {
        found.add(sample);
      }
    }
    return found;
  }

  /** The values that a label has anywhere. */
  Set<String> values(String label) {
    Set<String> values = new TreeSet<>();
    for (Sample sample : all) {
      String value = sample.labels.get(label);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** Reads one line: {@code name{label="value"} 1}. */
  private static final class Line {
    private final String text;
    private int at;

    Line(String text) {
      this.text = text;
    }

    Sample sample() {
      while (text.charAt(at) != '{' && text.charAt(at) != ' ') {
        at++;
      }
      String name = text.substring(0, at);
      Map<String, String> labels = new LinkedHashMap<>();
      if (text.charAt(at) == '{') {
        at++;
        while (text.charAt(at) != '}') {
          label(labels);
        }
        at++;
      }
      String value = text.substring(at).trim();
      int end = value.indexOf(' ');
      return new Sample(
          name, labels, Double.parseDouble(end < 0 ? value : value.substring(0, end)));
    }

    private void label(Map<String, String> labels) {
      int equals = text.indexOf('=', at);
      String name = text.substring(at, equals);
      StringBuilder value = new StringBuilder();
      at = equals + 2;
      while (text.charAt(at) != '"') {
        if (text.charAt(at) == '\\') {
          at++;
          value.append(text.charAt(at) == 'n' ? '\n' : text.charAt(at));
        } else {
          value.append(text.charAt(at));
        }
        at++;
      }
      labels.put(name, value.toString());
      at++;
      if (text.charAt(at) == ',') {
        at++;
      }
    }
  }
}
