/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Jobs. */
public final class Reports {
  static final BlockingQueue<String> DONE = new LinkedBlockingQueue<>();

  public void write(String month) {
    DONE.add(month + ": " + Stock.ask());
  }

  public void fail() {
    DONE.add("no paper");
    throw new IllegalStateException("no paper");
  }
}
