/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

/** A till that takes cash for everything but one. */
final class CashTill implements Till {
  @Override
  public String sell(Order order) {
    if (order.item().equals("air")) {
      throw new IllegalArgumentException("not for sale");
    }
    return "sold " + order.item();
  }
}
