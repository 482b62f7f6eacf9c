/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PromQL expression of a system's guide, as the system's file tells it: lines {@code # key:
 * value}, then the expression, then an empty line. The keys are {@code for}, what it is for; {@code
 * alert}, the comparison that makes it an alert, which the expression itself leaves out because a
 * healthy system has no data for it; {@code excluded}, why it cannot be evaluated here; {@code was}
 * and {@code wrong}, what the guide has instead and what is wrong with it; {@code within}, the
 * least and the largest value that makes sense.
 */
record Expression(String text, Map<String, String> notes) {
  static List<Expression> of(String system) {
    List<Expression> all = new ArrayList<>();
    for (String block : read(system + ".promql").split("\n\n+")) {
      Map<String, String> notes = new LinkedHashMap<>();
      StringBuilder text = new StringBuilder();
      for (String line : block.split("\n")) {
        int colon = line.indexOf(": ");
        if (line.startsWith("# ") && colon > 0) {
          notes.put(line.substring(2, colon), line.substring(colon + 2).trim());
        } else if (!line.startsWith("#")) {
          text.append(line).append('\n');
        }
      }
      if (!text.toString().isBlank()) {
        all.add(new Expression(text.toString().trim(), notes));
      }
    }
    return all;
  }

  static String read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Expression.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isExcluded() {
    return notes.containsKey("excluded");
  }

  /** The expression as the alert has it; null when it is none. */
  @Nullable String alert() {
    String comparison = notes.get("alert");
    return comparison == null ? null : "(" + text + ") " + comparison;
  }

  double least() {
    return bound(0, Double.NEGATIVE_INFINITY);
  }

  double largest() {
    return bound(1, Double.POSITIVE_INFINITY);
  }

  private double bound(int index, double otherwise) {
    String within = notes.get("within");
    return within == null ? otherwise : Double.parseDouble(within.split(" ")[index]);
  }
}
