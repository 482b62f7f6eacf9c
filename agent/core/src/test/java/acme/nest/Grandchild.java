/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.nest;

/** Extends a class that is kept out of the cache though it is not woven. */
public class Grandchild extends Heir.Parent {
  /** Has a lambda. */
  public static final class Lambdas {
    public Runnable lambda() {
      return () -> {};
    }
  }
}
