/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.nest;

/** A subtype of what is woven, the host of another. */
public class Heir extends Watched {
  /** Has a lambda. */
  public static final class Lambdas {
    public Runnable lambda() {
      return () -> {};
    }
  }

  /** Has one too, and is the supertype of a host. */
  public static class Parent {
    public Runnable lambda() {
      return () -> {};
    }
  }
}
