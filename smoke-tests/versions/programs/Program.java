/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

/** Runs the program and then waits until its input ends. */
public final class Program {
  private Program() {}

  public static void main(String[] args) throws Exception {
    Main.main(args);
    System.out.println("== done");
    while (System.in.read() >= 0) {
      // Nothing is sent.
    }
    System.exit(0);
  }
}
