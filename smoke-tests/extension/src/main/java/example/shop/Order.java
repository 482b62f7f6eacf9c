/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

/** What a customer wants. */
public final class Order {
  private final String item;

  public Order(String item) {
    this.item = item;
  }

  public String item() {
    return item;
  }
}
