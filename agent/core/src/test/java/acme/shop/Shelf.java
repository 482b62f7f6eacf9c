/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.shop;

/** A thing that is looked into. */
public final class Shelf {
  public String look(String name) {
    return name.isEmpty() ? null : name;
  }
}
