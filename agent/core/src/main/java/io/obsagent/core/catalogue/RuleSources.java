/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.method.MethodTarget;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of files with their sources as they are written, whether or not they compile: for tools
 * that look at an application which is not running.
 */
public final class RuleSources {
  /** A rule and where its source stands. Immutable. */
  public static final class Rule {
    private final String name;
    private final String source;
    private final String place;

    Rule(String name, String source, String place) {
      this.name = name;
      this.source = source;
      this.place = place;
    }

    /** The name of the metric. */
    public String name() {
      return name;
    }

    /** The source, such as {@code http.server * **}; empty for a second name. */
    public String source() {
      return source;
    }

    /** Where the source stands: {@code rules.yaml:6:9}. */
    public String place() {
      return place;
    }

    /** The methods that the source names; null when it is of another kind, or none. */
    public @Nullable MethodTarget method() {
      if (!source.startsWith("method ")) {
        return null;
      }
      try {
        return MethodSource.parse(source.substring(7).trim(), 0).target();
      } catch (ExpressionException e) {
        return null;
      }
    }
  }

  private RuleSources() {}

  /** The rules whose form is right, in the order of the files; one for each of its sources. */
  public static List<Rule> read(List<File> files) {
    List<Rule> rules = new ArrayList<>();
    for (File file : files) {
      Problems ignored = new Problems(file.getPath());
      for (Definition definition :
          DefinitionReader.read(RuleFile.read(file, ignored), file.getName(), ignored).metrics) {
        List<Node.Text> sources = new ArrayList<>(definition.on);
        sources.addAll(definition.down);
        if (sources.isEmpty()) {
          rules.add(rule(definition, "", definition.key, file));
        }
        for (Node.Text source : sources) {
          rules.add(rule(definition, source.text, source, file));
        }
      }
    }
    return rules;
  }

  private static Rule rule(Definition definition, String source, Node at, File file) {
    return new Rule(definition.name, source, file.getPath() + ":" + at.line + ":" + at.column);
  }
}
