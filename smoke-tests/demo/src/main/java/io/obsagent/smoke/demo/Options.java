/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.demo;

import io.obsagent.smoke.harness.Sample;
import io.obsagent.smoke.harness.Samples;

/**
 * The command line.
 *
 * @param seconds how long to drive traffic; 0 for one round
 * @param otlp an OTLP/HTTP endpoint that gets everything too; null for none
 */
record Options(Sample sample, long seconds, String otlp, boolean help) {
  static final String USAGE =
      """
      usage: ./demo [SYSTEM] [--seconds N] [--otlp URL]
        SYSTEM       the sample system: SYSTEMS; realstaging unless told
        --seconds N  drive traffic for N seconds, with /metrics open to be scraped; without it one round and the end
        --otlp URL   send traces and metrics there too, as to http://localhost:4318
      """
          .replace("SYSTEMS;", Samples.names() + ";");

  static Options parse(String[] arguments) {
    String system = "realstaging";
    long seconds = 0;
    String otlp = null;
    boolean help = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--help", "-h" -> help = true;
        case "--seconds" -> seconds = number(value(arguments, ++i));
        case "--otlp" -> otlp = value(arguments, ++i);
        default -> {
          if (arguments[i].startsWith("-")) {
            throw new IllegalArgumentException("unknown option " + arguments[i]);
          }
          system = arguments[i];
        }
      }
    }
    return new Options(Samples.named(system), seconds, otlp, help);
  }

  private static String value(String[] arguments, int index) {
    if (index >= arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
    }
    return arguments[index];
  }

  private static long number(String text) {
    try {
      long number = Long.parseLong(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--seconds takes a whole number from 1 on, not '" + text + "'");
  }
}
