/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.json.JsonWriter;
import java.io.PrintWriter;

/** Where a command writes: results, and what is wrong. */
final class Output {
  private final PrintWriter out;
  private final PrintWriter err;

  Output(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  /** Writes a line of the result. */
  void say(String line) {
    out.println(line);
  }

  /** Writes the result as JSON. */
  void json(Object value) {
    out.println(JsonWriter.write(value));
  }

  /** Writes a line on what is wrong. */
  void warn(String line) {
    err.println(line);
  }

  void flush() {
    out.flush();
    err.flush();
  }
}
