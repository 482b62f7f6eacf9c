/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme;

/** The library of the example in HACKING.md. */
public final class Mailer {
  /** Sends nothing. */
  public void send(String to, String text) {
    if (to.indexOf('@') < 0) {
      throw new IllegalArgumentException("no address");
    }
  }
}
