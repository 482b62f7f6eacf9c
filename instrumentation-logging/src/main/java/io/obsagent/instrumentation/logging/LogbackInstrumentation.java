/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.Logged;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Logback, all versions since 1.0: an event that is about to reach appenders is bound to the
 * current operation, and its MDC, whoever reads it and when, shows the operation's ids. The MDC of
 * the thread stays the application's.
 */
public final class LogbackInstrumentation extends InstrumentationModule {
  public LogbackInstrumentation() {
    super("logback", "logging");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new LoggerType());
    types.add(new EventType());
    types.add(new AppenderType());
    return types;
  }

  private static final class LoggerType implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("ch.qos.logback.classic.Logger");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("callAppenders").takes(1), Appended.class.getName());
    }
  }

  private static final class EventType implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("ch.qos.logback.classic.spi.LoggingEvent");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("getMDCPropertyMap").takes(0), Read.class.getName());
    }
  }

  private static final class AppenderType implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("ch.qos.logback.core.OutputStreamAppender");
    }

    @Override
    public void transform(TypeTransformer type) {
      if (JsonOutput.isWanted()) {
        type.applyAdviceToMethod(
            Methods.named("setOutputStream").takes(1), LogbackJson.Opened.class.getName());
      }
    }
  }

  static final class Appended {
    private Appended() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void bind(@Argument(0) ILoggingEvent event) {
      if (event instanceof LoggingEvent) {
        LogContext.bind(event);
      }
      if (event.getLevel().levelInt >= Level.ERROR_INT) {
        Jobs.errorLogged(LogbackEvent.thrown(event));
      }
      if (Logged.isWanted()) {
        new LogbackEvent(event).tell();
      }
    }
  }

  static final class Read {
    private Read() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable Map<String, String> merge(
        @This Object event, @Return @Nullable Map<String, String> own) {
      LogContext context = LogContext.of(event);
      return context == null ? null : context.with(own);
    }
  }
}
