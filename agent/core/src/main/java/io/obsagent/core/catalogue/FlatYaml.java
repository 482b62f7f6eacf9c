/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a YAML file as dotted names and their values, under the limits of rule files (256 KiB, 32
 * levels, no anchors): {@code obs: {server: {port: 1}}} says {@code obs.server.port} is {@code 1}.
 * A list of texts becomes one text, separated by commas.
 */
public final class FlatYaml {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Problems problems;

  private FlatYaml(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param faults gets a line for each thing that is wrong with the file, with its place
   * @return the values that are well, in the order of the file
   */
  public static Map<String, String> read(File file, List<String> faults) {
    FlatYaml flat = new FlatYaml(new Problems(file.getPath()));
    Node root = RuleFile.read(file, flat.problems);
    if (root instanceof Node.Fields) {
      flat.add("", (Node.Fields) root);
    } else if (root != null) {
      flat.problems.error(root, "the file must be a map of settings, not " + root.kind());
    }
    flat.problems.addLines(faults);
    return flat.values;
  }

  private void add(String prefix, Node.Fields fields) {
    for (int i = 0; i < fields.keys.size(); i++) {
      String name = prefix.concat(fields.keys.get(i).text);
      Node value = fields.values.get(i);
      if (value instanceof Node.Fields) {
        add(name.concat("."), (Node.Fields) value);
      } else {
        String text = text(value);
        if (text == null) {
          problems.error(value, name + " must be a text or a list of texts");
        } else if (values.putIfAbsent(name, text) != null) {
          problems.error(fields.keys.get(i), "'" + name + "' is there twice");
        }
      }
    }
  }

  private static @Nullable String text(Node value) {
    if (value instanceof Node.Text) {
      return ((Node.Text) value).text;
    }
    StringBuilder joined = new StringBuilder();
    for (Node item : ((Node.Items) value).items) {
      if (!(item instanceof Node.Text)) {
        return null;
      }
      joined.append(joined.length() == 0 ? "" : ",").append(((Node.Text) item).text);
    }
    return joined.toString();
  }
}
