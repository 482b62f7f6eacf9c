/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.nest;

/** Nothing to weave, the host of another. */
public class Unwatched {
  /** Has a lambda. */
  public static final class Lambdas {
    public Runnable lambda() {
      return () -> {};
    }
  }
}
