/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** What a rule brings forth, under one name or several. */
interface Emitter {
  /**
   * Creates the instrument of a name.
   *
   * @param opened where to add what is to be closed when the rule is withdrawn
   */
  void export(Meter meter, Metric metric, List<AutoCloseable> opened);
}
