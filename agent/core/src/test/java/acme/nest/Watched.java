/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.nest;

/** A class to be woven, the host of two others. */
public class Watched {
  public void work() {}

  /** Has a lambda. */
  public static final class Lambdas {
    public Runnable lambda() {
      return () -> {};
    }
  }

  /** Has none. */
  public static final class Plain {}
}
