/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.shop;

/** Has a field of its own. */
class Base {
  private final String region;

  Base(String region) {
    this.region = region;
  }

  String region() {
    return region;
  }
}
