/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.Collections;
import java.util.List;

/** A panel of a dashboard, as a rule asks for it. Immutable. */
public final class Panel {
  private final String title;
  private final String query;
  private final String expression;
  private final List<String> by;

  Panel(String title, String query, String expression, List<String> by) {
    this.title = title;
    this.query = query;
    this.expression = expression;
    this.by = Collections.unmodifiableList(by);
  }

  /** What stands above it. */
  public String title() {
    return title;
  }

  /** What it shows: {@code rate}, {@code p95}, {@code value}. */
  public String query() {
    return query;
  }

  /** That in PromQL, with Grafana's variable for the range. */
  public String expression() {
    return expression;
  }

  /** The labels that it tells apart; empty when none. */
  public List<String> by() {
    return by;
  }
}
