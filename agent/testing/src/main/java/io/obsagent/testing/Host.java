/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.File;
import java.util.List;

/** An agent that tests ask what it saw. */
interface Host {
  /**
   * Starts it; returns once it weaves and records.
   *
   * @param rules a user's rule files
   */
  void start(List<File> rules) throws Exception;

  /** Its own classes. */
  Core core();

  /** All spans that ended since {@link #forget}, in the order of their ends. */
  List<SpanData> spans();

  /** Forgets the spans so far. */
  void forget();

  /** All series, with every value recorded before the call. */
  List<Series> series();

  /** How many classes could not be woven. */
  long weavingFailures();

  void stop() throws Exception;
}
