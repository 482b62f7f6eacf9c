/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.apache.log4j.ConsoleAppender;
import org.apache.log4j.LogManager;
import org.apache.log4j.PatternLayout;

/** One appender to standard error and one to standard output. */
final class Configuration {
  private Configuration() {}

  static void apply() {
    add("System.err", "LOG %X{trace_id} %X{span_id} %X{trace_flags} %X{tenant} %p %m%n");
    add("System.out", "%p %X{tenant} %m%n");
  }

  private static void add(String target, String pattern) {
    PatternLayout layout =
        new PatternLayout(pattern) {
          @Override
          public boolean ignoresThrowable() {
            return false;
          }
        };
    LogManager.getRootLogger().addAppender(new ConsoleAppender(layout, target));
  }
}
