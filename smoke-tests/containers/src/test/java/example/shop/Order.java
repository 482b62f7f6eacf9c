/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

/** An order, as clients send it. */
public final class Order {
  String room = "";

  public String getRoom() {
    return room;
  }
}
