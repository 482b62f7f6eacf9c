/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.logging.Handler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** One handler to standard error and one to standard output. */
final class Configuration {
  private Configuration() {}

  static void apply() {
    Logger root = LogContext.getLogContext().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(java.util.logging.Level.INFO);
    add(
        root,
        ConsoleHandler.Target.SYSTEM_ERR,
        "LOG %X{trace_id} %X{span_id} %X{trace_flags} %X{tenant} %p %s%n");
    add(root, ConsoleHandler.Target.SYSTEM_OUT, "%p %X{tenant} %s%n");
  }

  private static void add(Logger root, ConsoleHandler.Target target, String pattern) {
    ConsoleHandler handler = new ConsoleHandler(target, new PatternFormatter(pattern));
    handler.setLevel(java.util.logging.Level.ALL);
    handler.setAutoFlush(true);
    root.addHandler(handler);
  }
}
