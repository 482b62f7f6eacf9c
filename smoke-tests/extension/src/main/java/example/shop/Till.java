/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

/** Where things are sold. */
public interface Till {
  /** Sells one and returns the receipt. */
  String sell(Order order);
}
