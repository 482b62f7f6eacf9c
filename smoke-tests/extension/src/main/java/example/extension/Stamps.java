/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import example.shop.Order;
import io.opentelemetry.instrumentation.api.util.VirtualField;

/** Puts a stamp on an order and finds it again. */
public final class Stamps {
  private static final VirtualField<Order, String> STAMP =
      VirtualField.find(Order.class, String.class);

  public void put(Order order) {
    STAMP.set(order, "stamped");
  }

  public String of(Order order, String method) {
    return " (" + method + ", " + STAMP.get(order) + ")";
  }
}
