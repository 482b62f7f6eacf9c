/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

/** Something that ends otherwise than it should when that does not happen in time. */
public abstract class Awaited {
  /** When its time is up, in terms of {@link System#nanoTime()}. */
  long deadline;

  /** Called when its time is up, and when there is no room to wait. */
  public abstract void giveUp();
}
