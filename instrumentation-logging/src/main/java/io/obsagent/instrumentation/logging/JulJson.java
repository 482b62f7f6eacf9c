/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.JsonLines;
import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.Logged;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SocketHandler;
import java.util.logging.StreamHandler;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import org.jspecify.annotations.Nullable;

/** The formatter that handlers which write to the console or to files seem to have. */
final class JulJson extends Formatter {
  private final Formatter own;

  private JulJson(Formatter own) {
    this.own = own;
  }

  static final class Asked {
    /** Handlers for files and consoles that are not those of the JDK; Tomcat's, JBoss's. */
    private static final String[] WRITERS = {
      "org.apache.juli.FileHandler", "org.jboss.logmanager.handlers.WriterHandler"
    };

    private Asked() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable Formatter replaceFormatter(
        @This Object handler, @Return @Nullable Formatter own) {
      return own == null || own instanceof JulJson || !isWriter(handler) ? null : new JulJson(own);
    }

    private static boolean isWriter(Object handler) {
      if (handler instanceof StreamHandler) {
        return !(handler instanceof SocketHandler);
      }
      Class<?> type = handler.getClass();
      while (type != null) {
        for (String writer : WRITERS) {
          if (writer.equals(type.getName())) {
            return true;
          }
        }
        type = type.getSuperclass();
      }
      return false;
    }
  }

  /** A record belongs to the operation that it is made in. */
  static final class Made {
    private Made() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void bind(@This Object record) {
      LogContext.bind(record);
    }
  }

  @Override
  public String format(LogRecord record) {
    Logged event = Logged.of(record);
    return JsonLines.line(event == null ? new JulEvent(record, own) : event);
  }
}
