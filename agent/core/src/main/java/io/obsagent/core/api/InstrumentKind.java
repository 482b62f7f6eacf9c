/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

/** The kinds of instruments that a meter has. */
public enum InstrumentKind {
  COUNTER,
  UP_DOWN_COUNTER,
  HISTOGRAM,
  GAUGE
}
