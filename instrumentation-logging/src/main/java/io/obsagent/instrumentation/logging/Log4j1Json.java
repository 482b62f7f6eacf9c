/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.JsonLines;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.This;
import org.apache.log4j.Layout;
import org.apache.log4j.WriterAppender;
import org.apache.log4j.spi.LoggingEvent;

/** The layout of appenders that write to the console or to files. */
final class Log4j1Json extends Layout {
  private Log4j1Json() {}

  /** Before such an appender formats an event; on one thread at a time. */
  static final class Written {
    private Written() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void replaceLayout(@This Object appender) {
      WriterAppender writes = (WriterAppender) appender;
      if (!(writes.getLayout() instanceof Log4j1Json)) {
        writes.setLayout(new Log4j1Json());
      }
    }
  }

  @Override
  public String format(LoggingEvent event) {
    return JsonLines.line(new Log4j1Event(event));
  }

  @Override
  public String getContentType() {
    return "application/json";
  }

  /** The line has the exception. */
  @Override
  public boolean ignoresThrowable() {
    return false;
  }

  @Override
  public void activateOptions() {}
}
