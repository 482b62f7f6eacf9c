/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.JsonLines;
import io.obsagent.core.log.Logged;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.jspecify.annotations.Nullable;

/** The layout of appenders that write to the console or to files. */
final class Log4jJson extends AbstractStringLayout {
  private static final long serialVersionUID = 1;

  private Log4jJson() {
    super(StandardCharsets.UTF_8);
  }

  /** As such an appender is made. */
  static final class Made {
    private Made() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(1))
    static Layout<?> replaceLayout() {
      return new Log4jJson();
    }
  }

  @Override
  public String toSerializable(LogEvent event) {
    return JsonLines.line(new Line(event));
  }

  @Override
  public String getContentType() {
    return "application/json; charset=UTF-8";
  }

  /** An event that has come to its appender. */
  private static final class Line extends Logged {
    private final LogEvent event;

    Line(LogEvent event) {
      super(Log4jEvent.rank(event.getLevel()));
      this.event = event;
    }

    @Override
    protected @Nullable String logger() {
      return event.getLoggerName();
    }

    @Override
    protected @Nullable String message() {
      return text();
    }

    @Override
    protected @Nullable String text() {
      return event.getMessage() == null ? null : event.getMessage().getFormattedMessage();
    }

    @Override
    protected String level() {
      return event.getLevel().name();
    }

    @Override
    protected long epochMillis() {
      return event.getTimeMillis();
    }

    @Override
    protected Map<String, ?> entries() {
      return event.getContextData().toMap();
    }

    @Override
    protected Map<String, ?> pairs() {
      return Log4jEvent.pairs(event.getMessage());
    }

    @Override
    protected @Nullable StackTraceElement place() {
      return event.getSource();
    }

    @Override
    public @Nullable String context(String key) {
      Object value = event.getContextData().getValue(key);
      return value == null ? null : value.toString();
    }

    @Override
    public @Nullable Throwable error() {
      return event.getThrown();
    }
  }
}
